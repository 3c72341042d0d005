import * as Balefire from '/balefire.js'

globalThis._sentryModuleMetadata = { [new Error().stack]: { '_sentryBundlerPluginAppKey:shop': true } }
Balefire.init({
  dsn: DSN,
  integrations: [
    Balefire.thirdPartyErrorFilterIntegration({
      filterKeys: ['shop'],
      behaviour: 'drop-error-if-exclusively-contains-third-party-frames',
    }),
  ],
})
globalThis.Balefire = Balefire
addEventListener('error', ({ message }) => {
  if (/foreign/.test(message)) {
    Balefire.captureException(new Error('own'))
    done()
  }
})
const script = document.createElement('script')
script.src = 'foreign.js'
document.head.append(script)
