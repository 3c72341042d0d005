const before = [setTimeout, fetch, console.log, addEventListener]
Balefire.init({ dsn: '' })
Balefire.init({ dsn: DSN, enabled: false })
Balefire.init({})
Balefire.init()
Balefire.captureException(new Error('nobody hears'))
Balefire.captureMessage('nobody hears')
Balefire.addBreadcrumb({ message: 'nobody sees' })
Balefire.startSession()
Balefire.addIntegration({ name: 'Nothing', setup: () => done('set up') })
const same = [setTimeout, fetch, console.log, addEventListener].every((now, index) => now === before[index])
const ids = [Balefire.captureException(1), Balefire.lastEventId()].filter(Boolean).length
Balefire.close().then((closed) => done({ same, ids, closed, enabled: Balefire.isEnabled() }))
