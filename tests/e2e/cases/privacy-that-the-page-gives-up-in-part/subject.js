Object.defineProperty(document, 'referrer', { value: 'https://shop.test/' })
Balefire.init({ dsn: DSN, sendDefaultPii: true, dataCollection: { userInfo: false, httpHeaders: true } })
Balefire.captureMessage('now')
done()
