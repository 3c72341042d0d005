const ask = (method, url) =>
  new Promise((resolve) => {
    const xhr = new XMLHttpRequest()
    xhr.open(method, url)
    xhr.onloadend = resolve
    xhr.send()
  })
ask('get', '/ok')
  .then(() => ask('POST', '/broken'))
  .then(() => Balefire.captureMessage('now'))
  .then(() => done())
