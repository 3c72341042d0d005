import './prelude.js'
import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN })
Balefire.setTag('in', 'worker')
function work() {
  throw new Error('in a worker')
}
addEventListener('error', async (event) => {
  event.preventDefault()
  await Balefire.flush()
  postMessage('done')
})
setTimeout(work)
