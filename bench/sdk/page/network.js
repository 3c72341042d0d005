// @ts-check
// What the page's subject sends goes nowhere: each way out answers at once and keeps the body to be counted.
{
  /** @type {any} */
  const page = globalThis
  const bench = {
    fetch: globalThis.fetch.bind(globalThis),
    requests: 0,
    bytes: 0,
    bodies: /** @type {any[]} */ ([]),
  }
  page.bench = bench

  const sizeOf = (/** @type {any} */ body) => body?.length ?? body?.byteLength ?? body?.size ?? 0
  const keep = (/** @type {any} */ body) => {
    bench.requests++
    bench.bytes += sizeOf(body)
    bench.bodies.push(body)
  }

  const json = { headers: { 'content-type': 'application/json' } }
  const fetch = (/** @type {any} */ input, /** @type {any} */ init) => {
    const url = String(input.url ?? input)
    // A subject's own core must come through.
    if (url.includes('.wasm')) return bench.fetch(input, init)
    if ((init?.method ?? input.method) === 'POST') keep(init?.body ?? input.clone().blob())
    return Promise.resolve(new Response('{}', json))
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
    Object.defineProperties(this, { readyState: { value: 4 }, status: { value: 200 } })
    queueMicrotask(() => {
      for (const type of ['readystatechange', 'load', 'loadend']) this.dispatchEvent(new Event(type))
    })
  }
  Navigator.prototype.sendBeacon = (_, body) => {
    keep(body)
    return true
  }

  // Writing to the real console costs what its listeners cost, here the debugger's.
  for (const level of ['debug', 'info', 'log', 'warn', 'error']) page.console[level] = () => {}
}
