const id = Balefire.captureEvent({
  event_id: '0123456789abcdef0123456789abcdef',
  level: 'warning',
  message: 'made by hand',
  logger: 'mill',
  tags: { of: 'event' },
  exception: {
    values: [{ type: 'Odd', value: 'one', stacktrace: { frames: [{ function: 'f', lineno: 1 }] } }],
  },
})
Balefire.setTag('late', true)
done({ same: id === Balefire.lastEventId(), id })
