let told
try {
  Balefire.withScope((scope) => {
    scope.setTag('inside', true)
    throw new Error('through')
  })
} catch (error) {
  told = error.message
}
Balefire.captureMessage('outside')
done(told)
