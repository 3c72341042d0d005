Balefire.init({
  dsn: 'https://key@nowhere.test/7',
  tunnel: DSN.replace(/key@/, '').replace(/\/(\d+)$/, '/api/$1/envelope/'),
})
Balefire.captureMessage('by another way')
done()
