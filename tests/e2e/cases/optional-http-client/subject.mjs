import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN, integrations: [Balefire.httpClientIntegration()] })
await fetch('/ok')
await fetch('/missing')
await fetch('/broken?token=abc', { headers: { 'X-Mine': '1' } })
const xhr = new XMLHttpRequest()
xhr.open('POST', '/broken')
xhr.send()
await new Promise((resolve) => {
  xhr.onloadend = resolve
})
await Balefire.flush()
done()
