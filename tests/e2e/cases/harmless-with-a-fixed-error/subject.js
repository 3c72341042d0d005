const seen = []
addEventListener('error', ({ message }) => seen.push(message))
addEventListener('unhandledrejection', () => setTimeout(() => done(seen)))
queueMicrotask(() => {
  throw new TypeError('thrown in a hardened page')
})
Promise.reject(new RangeError('rejected in a hardened page'))
