import { registerWebWorker } from '/balefire.js'

registerWebWorker({ self })
addEventListener('error', () => setTimeout(() => postMessage('done')))
throw 'a word'
