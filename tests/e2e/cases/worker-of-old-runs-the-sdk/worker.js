importScripts('prelude.js', '/balefire.min.js')
Balefire.init({ dsn: DSN, wasm: '/balefire_bg.wasm' })
addEventListener('unhandledrejection', async (event) => {
  event.preventDefault()
  await Balefire.flush()
  postMessage('done')
})
Promise.reject(new Error('in a worker'))
