import * as Balefire from '/balefire.js'

const worker = new Worker('worker.mjs', { type: 'module' })
Balefire.init({ dsn: DSN, integrations: [Balefire.webWorkerIntegration({ worker })] })
const heard = []
worker.addEventListener('message', async ({ data }) => {
  heard.push(data)
  await Balefire.flush()
  done(heard)
})
worker.postMessage('go')
