const go = async () => {
  const text = await (await fetch('/balefire.min.js')).text()
  new Function(text)()
  Balefire.init({ dsn: DSN, wasm: '/balefire_bg.wasm' })
  doneOn('error')
  queueMicrotask(() => {
    throw new Error('seen')
  })
}
go()
