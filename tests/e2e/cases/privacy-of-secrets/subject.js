const secrets = {
  password: 'abc',
  authToken: 'abc',
  Authorization: 'abc',
  keyboard: 'us',
  nested: { api_key: 'abc', author: 'me' },
}
Balefire.setExtras({ login: secrets, passwd: 'abc' })
Balefire.setContext('login', secrets)
Balefire.setTag('session', 'abc')
Balefire.setUser({ id: 1, password: 'abc' })
Balefire.addBreadcrumb({ message: 'login', data: secrets })
Balefire.captureException({ token: 'abc', code: 7 })
done()
