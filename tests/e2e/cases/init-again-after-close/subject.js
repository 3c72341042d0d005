Balefire.init({ dsn: DSN })
Balefire.captureMessage('first life')
Balefire.close().then(() => {
  Balefire.init({ dsn: OTHER_DSN })
  doneOn('error')
  setTimeout(() => {
    throw new Error('second life')
  })
})
