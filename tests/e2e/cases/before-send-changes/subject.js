const beforeSend = (event, hint) => {
  event.extra = { ...event.extra, thrown: hint.originalException.code, id: hint.event_id === event.event_id }
  event.exception.values[0].value = 'changed'
  return event
}
Balefire.init({ dsn: DSN, beforeSend })
Balefire.captureException(Object.assign(new Error('original'), { code: 7 }))
done()
