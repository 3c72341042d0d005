const tries = [
  '/ok?page=2',
  '/broken',
  '/missing',
  new Request('/ok', { method: 'put' }),
  'http://127.0.0.1:9/',
]
const go = async () => {
  for (const what of tries) await fetch(what).catch(() => {})
  Balefire.captureMessage('now')
  done()
}
go()
