Balefire.init({
  dsn: DSN,
  debug: true,
  sendClientReports: false,
  ignoreErrors: ['noise'],
  beforeSend: (event) => (event.message === 'refused' ? null : event),
})
Balefire.captureMessage('noise')
Balefire.captureMessage('refused')
Balefire.captureMessage('kept')
done()
