import * as Balefire from '/balefire.js'

const crumbs = Balefire.breadcrumbsIntegration({ console: false, history: false, sentry: false })
Balefire.init({ dsn: DSN, integrations: [crumbs] })
console.log('not wanted')
history.pushState({}, '', '?not-wanted')
await fetch('/ok')
Balefire.captureMessage('now')
await Balefire.flush()
done()
