const idle = () =>
  new Promise((resolve) => setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(resolve)))
addEventListener('load', async () => {
  await idle()
  await Balefire.flush()
  Balefire.captureException(new Error('handled'))
  await Balefire.flush()
  doneOn('error')
  setTimeout(() => {
    throw new Error('unhandled')
  })
})
