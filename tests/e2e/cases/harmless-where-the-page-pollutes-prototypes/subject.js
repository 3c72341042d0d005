Object.prototype.evil = () => {}
Object.prototype.scope = { level: 'fatal' }
Array.prototype.more = 'evil'
Balefire.init({ dsn: DSN })
Balefire.setExtra('list', [1, { a: 2 }])
Balefire.captureException(new Error('all the same'))
Balefire.flush().then(() => {
  delete Object.prototype.evil
  delete Object.prototype.scope
  delete Array.prototype.more
  done()
})
