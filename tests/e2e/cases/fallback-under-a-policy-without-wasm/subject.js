const beforeSend = (event) => ({ ...event, extra: { ...event.extra, hooked: true } })
Balefire.init({ dsn: DSN, beforeSend, ignoreErrors: ['rusty'] })
Balefire.setTag('gate', 'north')
Balefire.addBreadcrumb({ message: 'before' })
Balefire.captureException(new Error('a rusty key'))
doneOn('error')
setTimeout(function knock() {
  throw new TypeError('without wasm')
})
