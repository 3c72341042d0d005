addEventListener('load', () => {
  const script = document.createElement('script')
  script.src = '/balefire.min.js'
  script.onload = () => {
    Balefire.init({ dsn: DSN })
    doneOn('error')
    setTimeout(() => {
      throw new Error('once')
    }, 100)
  }
  document.head.append(script)
})
