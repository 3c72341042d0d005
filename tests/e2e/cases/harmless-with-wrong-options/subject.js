Balefire.init({
  dsn: DSN,
  sampleRate: 2,
  maxBreadcrumbs: 'many',
  beforeSend: 'no function',
  ignoreErrors: 7,
  integrations: true,
  release: { version: 1 },
  tracesSampleRat: 1,
})
Balefire.captureMessage('works all the same')
done(Balefire.isEnabled())
