const worker = new Worker('worker.mjs', { type: 'module' })
worker.onmessage = () => done()
