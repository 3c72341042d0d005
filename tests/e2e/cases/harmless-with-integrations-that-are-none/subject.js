const isTried = false
Balefire.init({ dsn: DSN, integrations: [isTried && { name: 'Trial' }, null, undefined, { name: 'Empty' }] })
Balefire.captureMessage('works all the same')
done()
