Balefire.init({ dsn: DSN, attachStacktrace: false })
Balefire.captureMessage('plain')
Balefire.captureException('a string')
done()
