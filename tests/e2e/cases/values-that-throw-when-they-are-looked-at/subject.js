const trap = () => {
  throw new Error('of the getter')
}
const thrown = new Error('covered')
for (const key of ['message', 'stack', 'name', 'cause', 'errors', 'constructor'])
  Object.defineProperty(thrown, key, { get: trap })
Balefire.captureException(thrown)
Balefire.captureException(new Proxy({}, { get: trap, ownKeys: trap, getPrototypeOf: trap, has: trap }))
Balefire.captureException({ toString: trap, message: { toString: trap } })
Balefire.captureMessage('the page lives on')
done()
