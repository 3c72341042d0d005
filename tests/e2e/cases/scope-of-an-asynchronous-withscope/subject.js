const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
Balefire.withScope(async (scope) => {
  scope.setTag('slow', true)
  await rest(1)
  Balefire.captureMessage('within')
})
  .then(() => Balefire.captureMessage('after'))
  .then(() => done())
