import * as Balefire from '/balefire.js'

const worker = new Worker('worker.mjs', { type: 'module' })
Balefire.init({ dsn: DSN, integrations: [Balefire.webWorkerIntegration({ worker })] })
Balefire.setTag('in', 'page')
// What the page itself is told stays free of ours; the worker says last that it is done.
const heard = []
worker.addEventListener('message', async ({ data }) => {
  heard.push(data)
  if (data !== 'done') return
  await Balefire.flush()
  done(heard)
})
worker.postMessage('go')
