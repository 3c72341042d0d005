Balefire.init({
  dsn: DSN,
  sendClientReports: false,
  beforeSend: (event) => (event.message === 'last' ? event : null),
})
Balefire.captureMessage('first')
Balefire.captureMessage('last')
done()
