const worker = new Worker('worker.js')
worker.onmessage = () => done()
