import * as Balefire from '/balefire.js'

const worker = new Worker('worker.js')
Balefire.init({ dsn: DSN })
Balefire.addIntegration(Balefire.webWorkerIntegration({ worker: [worker] }))
// Behind those of the window, to which it goes on.
worker.addEventListener('error', () =>
  setTimeout(async () => {
    await Balefire.flush()
    done()
  }),
)
