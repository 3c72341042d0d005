doneOn('error')
setTimeout(() => {
  const error = new Error('once')
  try {
    throw error
  } catch (caught) {
    console.log(caught)
    Balefire.captureException(caught)
    throw caught
  }
})
