const wrong = ['nonsense', 'http://localhost/1', 'ftp://key@localhost/1', 'http://key@localhost/']
for (const dsn of wrong) Balefire.init({ dsn })
Balefire.captureMessage('nobody hears')
done(Balefire.isEnabled())
