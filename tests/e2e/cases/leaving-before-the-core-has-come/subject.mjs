import * as Balefire from '/balefire.js'

// The core is on its way for ever.
Balefire.init({ dsn: DSN, wasm: ARRIVED.replace('arrived', 'held') })
Balefire.setTag('core', 'late')
Balefire.captureException(new Error('early'))
done()
