Balefire.setTag('page', 'yes')
const scope = new Balefire.Scope()
scope.setTag('by', 'scope')
const ids = [
  scope.captureException(new RangeError('of a scope'), { tags: { one: 'error' } }),
  scope.captureMessage('of a scope', 'warning'),
  scope.captureEvent({ message: 'own', logger: 'mine' }),
]
Balefire.captureMessage('of the page')
Balefire.flush().then(async () => {
  await Balefire.close()
  done([...ids.map((id) => /^[0-9a-f]{32}$/.test(id)), typeof scope.captureMessage('after close')])
})
