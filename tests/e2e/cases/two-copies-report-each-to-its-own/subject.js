const { flush } = Balefire
const script = document.createElement('script')
script.src = '/balefire.min.js'
script.onload = () => {
  Balefire.init({ dsn: OTHER_DSN })
  addEventListener('error', async () => {
    await flush()
    done()
  })
  setTimeout(() => {
    throw new Error('once each')
  }, 100)
}
document.head.append(script)
