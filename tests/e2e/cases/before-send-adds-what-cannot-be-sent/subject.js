const beforeSend = (event) => {
  event.extra = { event, big: 7n, body: document.body }
  return event
}
Balefire.init({ dsn: DSN, beforeSend })
Balefire.captureMessage('now')
done()
