import * as Balefire from '/balefire.js'

class HttpError extends Error {
  name = 'HttpError'
  status = 404
  token = 'abc'
  body = { reason: 'gone' }
}
Balefire.init({ dsn: DSN, integrations: [Balefire.extraErrorDataIntegration()] })
globalThis.Balefire = Balefire
doneOn('error')
throw new HttpError('no')
