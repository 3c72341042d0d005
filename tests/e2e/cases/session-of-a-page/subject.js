Balefire.setUser({ id: 'u7' })
addEventListener('load', () => setTimeout(() => requestIdleCallback(() => done())))
// Not in Safari.
globalThis.requestIdleCallback ??= (callback) => setTimeout(callback, 100)
