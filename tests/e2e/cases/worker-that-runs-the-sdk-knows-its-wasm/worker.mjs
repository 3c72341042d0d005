import './prelude.js'
import * as Balefire from '/balefire.js'

Balefire.init({ dsn: DSN })
addEventListener('error', async (event) => {
  event.preventDefault()
  await Balefire.flush()
  postMessage('done')
})
// (module (func (export "die") unreachable))
const bytes = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 7, 1, 3, 0x64, 0x69, 0x65, 0, 0, 10, 5,
  1, 3, 0, 0, 0xb,
])
const { instance } = await WebAssembly.instantiate(bytes)
setTimeout(instance.exports.die)
