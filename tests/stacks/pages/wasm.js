// Traps, with names and without, of files and of bytes; page -> wasm -> page -> wasm.
const imports = { page: { between: () => globalThis.instance.exports.inner() } }

const use = ({ instance }) => {
  globalThis.instance = instance
}
const bytes = async (file) => (await fetch(file)).arrayBuffer()
const load = {
  'named, streamed': async () => use(await WebAssembly.instantiateStreaming(fetch('/named.wasm'), imports)),
  'stripped, streamed': async () => use(await WebAssembly.instantiateStreaming(fetch('/stripped.wasm'), imports)),
  'named, from bytes': async () => use(await WebAssembly.instantiate(await bytes('/bytes.wasm'), imports)),
  'stripped, from bytes': async () =>
    use(await WebAssembly.instantiate(await bytes('/stripped-bytes.wasm'), imports)),
  'named, by constructors': async () => {
    const module = new WebAssembly.Module(await bytes('/constructed.wasm'))
    use({ instance: new WebAssembly.Instance(module, imports) })
  },
}

const fail = {
  trap: () => instance.exports.inner(),
  'through the page': () => instance.exports.outer(),
  'division by zero': () => instance.exports.divide(1, 0),
  'out of bounds': () => instance.exports.read(-1),
  recursion: () => instance.exports.recurse(),
}

async function all() {
  const cases = {}
  for (const [how, get] of Object.entries(load)) {
    for (const [what, trap] of Object.entries(fail)) {
      if (what !== 'trap' && what !== 'through the page' && how !== 'named, streamed') continue
      cases[`${how}: ${what}`] = async () => {
        await get()
        trap()
      }
    }
  }
  cases['broken bytes'] = () => WebAssembly.instantiate(new Uint8Array(8))
  if (globalThis.document)
    await new Promise((done) => {
      new Worker('/worker-wasm.js').onmessage = ({ data }) => {
        for (const one of data.filter(({ case: name }) => name.endsWith('through the page')))
          record(`in a worker: ${one.case}`, one)
        done()
      }
    })
  await run(cases)
}

all().then(() => globalThis.document || postMessage(stacks))
