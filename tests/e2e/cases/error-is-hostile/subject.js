const trap = () => {
  throw new Error('of the trap')
}
let left = 2
for (const kind of ['error', 'unhandledrejection']) addEventListener(kind, () => --left || done())
Promise.reject(new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap }))
throw Object.defineProperty(new Error('covered'), 'message', { get: trap })
