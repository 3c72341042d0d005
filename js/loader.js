// @ts-check
/** The inline loader: listens from the first moment, keeps what happens, and fetches the rest. */
{
  const page = /** @type {any} */ (globalThis)
  const { dataset, nonce } = /** @type {HTMLScriptElement} */ (document.currentScript)
  /** @type {[Event, number][]} */
  const events = []
  /** @type {[string, unknown[]][]} */
  const calls = []
  const keep = (/** @type {Event} */ event) => {
    if (events.length < 50) events[events.length] = [event, Date.now()]
  }
  const stop = () => {
    removeEventListener('error', keep)
    removeEventListener('unhandledrejection', keep)
  }
  // Each step stands by itself: of what a page has broken, the rest goes on.
  const attempt = (/** @type {() => unknown} */ act) => {
    try {
      return act()
    } catch {}
  }
  attempt(() => {
    addEventListener('error', keep)
    addEventListener('unhandledrejection', keep)
  })
  const kept = { events, calls, stop }
  // Whatever is called before the rest is there is called later, in its order.
  const get = (/** @type {any} */ own, /** @type {string} */ name) =>
    own[name] ??
    ((/** @type {unknown[]} */ ...args) => {
      if (calls.length < 50) calls[calls.length] = [name, args]
    })
  attempt(() => {
    page.Balefire = kept
    page.Balefire = new Proxy(kept, { get })
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
