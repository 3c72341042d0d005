const unwanted = ['HttpContext', 'CultureContext']
Balefire.init({ dsn: DSN, integrations: (all) => all.filter(({ name }) => !unwanted.includes(name)) })
Balefire.captureMessage('now')
done()
