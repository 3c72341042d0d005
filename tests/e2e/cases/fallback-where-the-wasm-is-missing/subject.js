Balefire.init({ dsn: DSN, wasm: '/missing.wasm' })
Balefire.captureException(new Error('without wasm'))
Balefire.captureMessage('a message')
done()
