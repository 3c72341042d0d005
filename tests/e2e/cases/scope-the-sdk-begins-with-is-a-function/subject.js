Balefire.init({ dsn: DSN, initialScope: (scope) => scope.setTag('shop', 'south') })
Balefire.captureMessage('now')
done()
