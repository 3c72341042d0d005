import * as Balefire from '/balefire.js'

// As the bundler plugins write it into each file.
globalThis._sentryModuleMetadata = {}
globalThis._sentryModuleMetadata[new Error().stack] = {
  '_sentryBundlerPluginAppKey:shop': true,
  team: 'north',
}

const teams = []
Balefire.init({
  dsn: DSN,
  integrations: [
    Balefire.moduleMetadataIntegration(),
    Balefire.thirdPartyErrorFilterIntegration({
      filterKeys: ['shop'],
      behaviour: 'apply-tag-if-contains-third-party-frames',
    }),
  ],
  beforeSend(event) {
    const team = event.exception.values[0].stacktrace.frames.at(-1).module_metadata?.team
    teams.push(team ?? 'none')
    if (team) event.tags = { ...event.tags, team }
    return event
  },
})
globalThis.Balefire = Balefire
setTimeout(() => {
  throw new Error('own')
})
addEventListener('error', ({ message }) => {
  if (/own/.test(message)) {
    const script = document.createElement('script')
    script.src = 'foreign.js'
    document.head.append(script)
  } else Balefire.flush().then(() => done(teams))
})
