import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN, integrations: [Balefire.linkedErrorsIntegration({ key: 'origin', limit: 1 })] })
const inner = Object.assign(new Error('inner'), { origin: new Error('innermost') })
Balefire.captureException(Object.assign(new Error('outer'), { origin: inner, cause: new Error('no') }))
await Balefire.flush()
done()
