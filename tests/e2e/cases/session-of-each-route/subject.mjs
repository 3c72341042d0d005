import * as Balefire from '/balefire.js'

const integrations = [Balefire.browserSessionIntegration({ lifecycle: 'route' })]
Balefire.init({ dsn: DSN, release: 'shop@1.2.3', integrations })
const idle = () =>
  new Promise((resolve) => setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(resolve)))
addEventListener('load', async () => {
  await idle()
  await Balefire.flush()
  history.pushState({}, '', '/second')
  await Balefire.flush()
  done()
})
