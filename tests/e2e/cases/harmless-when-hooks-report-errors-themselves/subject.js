const beforeSend = (event) => {
  Balefire.captureException(new Error('in beforeSend'))
  return event
}
Balefire.init({ dsn: DSN, beforeSend })
Balefire.addEventProcessor((event) => {
  Balefire.captureMessage('in a processor')
  return event
})
Balefire.captureMessage('of the page')
Balefire.flush().then(() => done())
