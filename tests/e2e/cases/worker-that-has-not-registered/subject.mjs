import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN })
Balefire.addIntegration(Balefire.webWorkerIntegration({ worker: [new Worker('worker.js')] }))
addEventListener('error', async () => {
  await Balefire.flush()
  done()
})
