import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN, ignoreErrors: ['of nobody'] })
Balefire.captureMessage(Balefire.parameterize`Items of ${'nobody'}`)
Balefire.captureMessage(Balefire.parameterize`User ${'bob'} has ${3} items of 100%`, 'warning')
globalThis.Balefire = Balefire
done()
