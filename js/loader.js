// @ts-check
/** The inline loader: listens from the first moment, keeps what happens, and fetches the rest. */
{
  const { dataset, nonce } = /** @type {HTMLScriptElement} */ (document.currentScript)
  /** @type {[Event, number][]} */
  const events = []
  /** @type {[string, unknown[]][]} */
  const calls = []
  const keep = (/** @type {Event} */ event) => {
    if (events.length < 50) events.push([event, Date.now()])
  }
  const kinds = ['error', 'unhandledrejection']
  for (const kind of kinds) addEventListener(kind, keep)
  const stop = () => {
    for (const kind of kinds) removeEventListener(kind, keep)
  }
  // Whatever is called before the rest is there is called later, in its order.
  const get = (/** @type {any} */ own, /** @type {string} */ name) =>
    own[name] ?? ((/** @type {unknown[]} */ ...args) => void (calls.length < 50 && calls.push([name, args])))
  Object.assign(globalThis, { Balefire: new Proxy({ events, calls, stop }, { get }) })
  const tag = Object.assign(document.createElement('script'), {
    src: dataset.src,
    crossOrigin: 'anonymous',
    nonce,
  })
  Object.assign(tag.dataset, dataset)
  document.head.append(tag)
}
