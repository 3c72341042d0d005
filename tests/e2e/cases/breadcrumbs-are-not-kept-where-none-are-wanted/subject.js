Balefire.init({ dsn: DSN, maxBreadcrumbs: 0 })
Balefire.addBreadcrumb({ message: 'step' })
Balefire.captureMessage('now')
done()
