import './prelude.js'
import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN })
Balefire.setTag('in', 'worker')
self.onmessage = function work() {
  throw new RangeError('no such chunk')
}
postMessage('ready')
