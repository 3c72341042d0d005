Balefire.addEventProcessor((event) => ({ ...event, tags: { ...event.tags, first: true } }))
Balefire.addEventProcessor(async (event, hint) => {
  await null
  event.tags.second = `after ${event.tags.first}, of ${hint.originalException?.message}`
  return event
})
Balefire.getCurrentScope().addEventProcessor((event) => (event.message === 'drop' ? null : event))
Balefire.captureMessage('drop')
Balefire.captureException(new Error('keep'))
done()
