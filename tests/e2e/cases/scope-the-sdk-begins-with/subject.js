Balefire.init({ dsn: DSN, initialScope: { tags: { shop: 'north' }, user: { id: 3 }, level: 'warning' } })
Balefire.captureMessage('now', 'error')
Balefire.captureException(new Error('and then'))
done()
