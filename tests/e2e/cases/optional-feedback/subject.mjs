import * as Balefire from '/balefire.js'

const seen = []
Balefire.init({
  dsn: DSN,
  dist: '7',
  sampleRate: 0,
  defaultIntegrations: false,
  beforeSend(event) {
    seen.push(event.message)
    return event
  },
})
globalThis.Balefire = Balefire
Balefire.setUser({ id: '7' })
const associatedEventId = Balefire.captureMessage('slow')
Balefire.captureFeedback({
  message: 'It is slow',
  name: 'Bob',
  email: 'bob@example.test',
  source: 'form',
  associatedEventId,
  tags: { page: 'cart' },
})
await Balefire.flush()
done([seen, Balefire.lastEventId() === associatedEventId])
