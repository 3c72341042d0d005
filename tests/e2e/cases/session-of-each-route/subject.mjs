import * as Balefire from '/balefire.js'

const integrations = [Balefire.browserSessionIntegration({ lifecycle: 'route' })]
Balefire.init({ dsn: DSN, release: 'shop@1.2.3', integrations })
history.pushState({}, '', '/while-it-loads')
await untilArrived('session')
history.pushState({}, '', '/second')
await Balefire.flush()
done()
