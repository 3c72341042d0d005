// @ts-check
/** The inline loader: listens from the first moment, buffers events and calls, and fetches the rest. */
{
  const page = /** @type {any} */ (globalThis)
  const { dataset, nonce } = /** @type {HTMLScriptElement} */ (document.currentScript)
  /** @type {[Event, number][]} */
  const events = []
  /** @type {[string, unknown[]][]} */
  const calls = []
  const buffer = (/** @type {Event} */ event) => {
    if (events.length < 50) events[events.length] = [event, Date.now()]
  }
  const stop = () => {
    removeEventListener('error', buffer)
    removeEventListener('unhandledrejection', buffer)
  }
  // Each step stands by itself: a page may have broken one of them.
  const attempt = (/** @type {() => unknown} */ act) => {
    try {
      return act()
    } catch {}
  }
  attempt(() => {
    addEventListener('error', buffer)
    addEventListener('unhandledrejection', buffer)
  })
  const api = { events, calls, stop }
  // Calls before the rest is there are buffered, in their order.
  const get = (/** @type {any} */ own, /** @type {string} */ name) =>
    own[name] ??
    ((/** @type {unknown[]} */ ...args) => {
      if (calls.length < 50) calls[calls.length] = [name, args]
    })
  attempt(() => {
    page.Balefire = api
    page.Balefire = new Proxy(api, { get })
  })
  attempt(() => {
    const tag = document.createElement('script')
    // Where the page asks for trusted types, its policy must name this one.
    const { trustedTypes } = page
    const policy =
      trustedTypes &&
      attempt(() =>
        trustedTypes.createPolicy('balefire', { createScriptURL: (/** @type {string} */ url) => url }),
      )
    for (const name in dataset) tag.dataset[name] = dataset[name]
    tag.crossOrigin = 'anonymous'
    tag.nonce = nonce
    tag.src = policy ? policy.createScriptURL(dataset.src) : dataset.src
    document.head.append(tag)
  })
}
