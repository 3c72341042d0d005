const origin = JSON.stringify(location.origin).slice(1, -1)
const source = `importScripts('${origin}/balefire.min.js')
Balefire.init({ dsn: '${DSN}', wasm: '${origin}/balefire_bg.wasm' })
setTimeout(function work() { throw new RangeError('no such chunk') }, 100)`
new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })))
addEventListener('error', async () => {
  await untilArrived('event')
  done()
})
