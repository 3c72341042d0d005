Balefire.addEventProcessor((event) => {
  if (event.message === 'bad') throw new Error('of the processor')
  return event
})
Balefire.captureMessage('bad')
Balefire.captureMessage('good')
done()
