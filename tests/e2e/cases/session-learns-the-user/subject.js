Balefire.init({ dsn: DSN, release: 'shop@1' })
const go = async () => {
  await untilArrived('session')
  Balefire.setTag('a', 1)
  Balefire.setUser({ id: '7' })
  Balefire.setUser({ id: '7', email: 'again' })
  done()
}
go()
