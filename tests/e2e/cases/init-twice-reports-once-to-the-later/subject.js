Balefire.init({ dsn: DSN })
Balefire.init({ dsn: OTHER_DSN })
doneOn('error')
setTimeout(() => {
  throw new Error('once')
})
