const go = async () => {
  const blob = await (await fetch('/balefire.min.js')).blob()
  const script = document.createElement('script')
  script.src = URL.createObjectURL(blob)
  script.onload = () => {
    // Without its address the core is looked for beside a blob, where nothing is.
    Balefire.init({ dsn: DSN })
    doneOn('error')
    queueMicrotask(() => {
      throw new Error('seen')
    })
  }
  document.head.append(script)
}
go()
