// @ts-check
// What the page's subject sends goes nowhere: each way out answers at once and keeps the body to be counted.
{
  /** @type {any} */
  const page = globalThis
  const bench = {
    fetch: globalThis.fetch.bind(globalThis),
    requests: 0,
    bodies: /** @type {any[]} */ ([]),
    /** Wasm modules that run: the subject's core, as the page has none. */
    cores: 0,
  }
  page.bench = bench

  const keep = (/** @type {any} */ body) => {
    bench.requests++
    bench.bodies.push(body)
  }

  const json = { 'content-type': 'application/json' }

  // Our own server: an outcome for each envelope of a batch, and the announcement of batches.
  const own = /\/api\/2\//
  const worker = new Worker('/page/batches.js')
  /** @type {Map<number, (count: number | undefined) => void>} */
  const asked = new Map()
  worker.onmessage = ({ data: { id, count } }) => {
    asked.get(id)?.(count)
    asked.delete(id)
  }
  const answerOfOwn = async (/** @type {any} */ body) => {
    const id = bench.requests
    const sent = await body
    const count = await new Promise((done) => {
      asked.set(id, done)
      worker.postMessage({ id, body: sent })
    })
    const text = count === undefined ? '{}' : JSON.stringify({ envelopes: Array(count).fill(200) })
    return new Response(text, { headers: { ...json, 'Balefire-Batch': '1' } })
  }

  const fetch = (/** @type {any} */ input, /** @type {any} */ init) => {
    const url = String(input.url ?? input)
    const isPost = (init?.method ?? input.method) === 'POST'
    // What a subject loads later must come through.
    if (!isPost && /\.(js|wasm)(\?|$)/.test(url)) return bench.fetch(input, init)
    if (isPost) {
      const body = init?.body ?? input.clone().blob()
      keep(body)
      if (own.test(url)) return answerOfOwn(body)
    }
    return Promise.resolve(new Response('{}', { headers: json }))
  }
  // Sentry takes a fetch that does not look native out of a new iframe, past this one.
  fetch.toString = () => 'function fetch() { [native code] }'
  page.fetch = fetch

  const request = XMLHttpRequest.prototype
  request.open = () => {}
  request.setRequestHeader = () => {}
  /** @this {XMLHttpRequest} @param {any} body */
  request.send = function (body) {
    keep(body)
    Object.defineProperties(this, {
      readyState: { value: 4 },
      status: { value: 200 },
      responseText: { value: '{}' },
    })
    queueMicrotask(() => {
      for (const type of ['readystatechange', 'load', 'loadend']) this.dispatchEvent(new Event(type))
    })
  }
  Navigator.prototype.sendBeacon = (_, body) => {
    keep(body)
    return true
  }

  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = page.WebAssembly[name]
    page.WebAssembly[name] = async (/** @type {any[]} */ ...args) => {
      const instance = await original(...args)
      bench.cores++
      return instance
    }
  }

  // Writing to the real console costs what its listeners cost, here the debugger's.
  for (const level of ['debug', 'info', 'log', 'warn', 'error']) page.console[level] = () => {}
}
