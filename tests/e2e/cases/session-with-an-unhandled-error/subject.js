untilArrived('session').then(async () => {
  Balefire.captureException(new Error('handled'))
  await Balefire.flush()
  doneOn('error')
  setTimeout(() => {
    throw new Error('unhandled')
  })
})
