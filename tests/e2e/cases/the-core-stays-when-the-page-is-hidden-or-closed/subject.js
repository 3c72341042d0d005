// Captured in the task in which the page is hidden, or the SDK closed: it is not yet looked at then.
Balefire.captureMessage('so that the core is loaded')
Balefire.flush().then(async () => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  Balefire.captureException(new Error('as it is hidden'))
  dispatchEvent(new Event('visibilitychange'))
  delete document.visibilityState
  Balefire.captureException(new Error('afterwards'))
  await Balefire.flush()
  Balefire.captureException(new Error('as it is closed'))
  await Balefire.close()
  done()
})
