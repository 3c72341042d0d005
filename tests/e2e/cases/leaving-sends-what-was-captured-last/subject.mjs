import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN })
await Balefire.flush()
addEventListener('pagehide', () => Balefire.captureMessage('last words'))
done()
