import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN, integrations: [Balefire.reportingObserverIntegration({ types: ['deprecation'] })] })
const told = new Promise((resolve) => new ReportingObserver(resolve, { types: ['deprecation'] }).observe())
// Deprecated, and reported by every Chromium: https://chromestatus.com/feature/5082396709879808
const xhr = new XMLHttpRequest()
xhr.open('GET', '/ok', false)
xhr.send()
await told
await Balefire.flush()
done()
