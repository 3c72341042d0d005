import * as Balefire from '/balefire.js'

Balefire.init({
  dsn: DSN,
  integrations: [Balefire.captureConsoleIntegration({ levels: ['error', 'warn', 'assert'] })],
})
console.log('not this')
console.warn('gate', { open: true })
console.error('look:', new RangeError('rusty'))
console.assert(false, 'shut')
await Balefire.flush()
done()
