Balefire.init({ dsn: DSN, ignoreErrors: [null, 7, undefined, {}, 'rusty'], denyUrls: [{}, undefined] })
Balefire.captureException(new Error('works all the same'))
done()
