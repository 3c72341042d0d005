import * as Balefire from '/balefire.js'

// The core is on its way for ever.
Balefire.init({ dsn: DSN, wasm: ARRIVED.replace('arrived', 'held') })
Balefire.setTag('core', 'late')
Balefire.captureException(new Error('early'))
// Stage 2 is there: before it, the last resort would report in brief.
const whenThere = () => (Balefire.diagnose().stage === 2 ? done() : setTimeout(whenThere, 20))
whenThere()
