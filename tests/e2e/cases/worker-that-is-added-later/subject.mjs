import * as Balefire from '/balefire.js'

const integration = Balefire.webWorkerIntegration({ worker: [] })
Balefire.init({ dsn: DSN, integrations: [integration] })
const worker = new Worker('worker.mjs', { type: 'module' })
integration.addWorker(worker)
worker.addEventListener('message', async () => {
  await Balefire.flush()
  done()
})
