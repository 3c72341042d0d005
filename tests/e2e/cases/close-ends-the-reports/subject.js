Balefire.captureMessage('before')
Balefire.close().then(() => {
  doneOn('error')
  Balefire.captureMessage('after')
  setTimeout(() => {
    throw new Error('after')
  })
})
