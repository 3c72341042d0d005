import { registerWebWorker } from '/balefire.js'

registerWebWorker({ self })
function work() {
  throw new TypeError('in a worker')
}
self.onmessage = () => {
  addEventListener('unhandledrejection', () => setTimeout(() => postMessage('done')))
  Promise.reject(new RangeError('in its promise'))
  work()
}
