Object.defineProperty(document, 'referrer', { value: 'https://user:pass@shop.test/?token=abc&page=2' })
Balefire.init({ dsn: DSN, sendDefaultPii: true })
Balefire.captureMessage('now')
done()
