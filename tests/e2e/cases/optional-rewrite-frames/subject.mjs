import * as Balefire from '/balefire.js'

const root = location.href
Balefire.init({ dsn: DSN, integrations: [Balefire.rewriteFramesIntegration({ root })] })
globalThis.Balefire = Balefire
doneOn('error')
throw new Error('moved')
