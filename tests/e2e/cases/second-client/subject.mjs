import * as Balefire from '/balefire.js'

const before = {
  fetch: globalThis.fetch,
  setTimeout: globalThis.setTimeout,
  keys: Object.keys(globalThis).length,
}
const listened = []
const { addEventListener } = EventTarget.prototype
EventTarget.prototype.addEventListener = function (type, ...others) {
  listened.push(type)
  return addEventListener.call(this, type, ...others)
}

const left = [
  'BrowserApiErrors',
  'BrowserSession',
  'Breadcrumbs',
  'GlobalHandlers',
  'ConversationId',
  'FunctionToString',
]
const client = new Balefire.BrowserClient({
  dsn: OTHER_DSN,
  release: 'widget@2',
  transport: Balefire.makeFetchTransport,
  stackParser: Balefire.defaultStackParser,
  integrations: Balefire.getDefaultIntegrations({}).filter(({ name }) => !left.includes(name)),
  beforeSend: (event) => ({ ...event, tags: { ...event.tags, ...(event.exception && { seen: 'yes' }) } }),
})
const scope = new Balefire.Scope()
scope.setClient(client)
client.init()
scope.setTag('widget', 'cart')
function draw() {
  scope.captureException(new Error('of the widget'))
}
draw()
for (let times = 0; times < 2; times++) client.captureMessage('of the client')
await client.flush()
const same =
  before.fetch === globalThis.fetch &&
  before.setTimeout === globalThis.setTimeout &&
  before.keys === Object.keys(globalThis).length
EventTarget.prototype.addEventListener = addEventListener

// The page's own SDK comes later, and neither hears of the other.
Balefire.init({ dsn: DSN, environment: 'page' })
globalThis.Balefire = Balefire
Balefire.getCurrentScope().setTag('by', 'page')
Balefire.captureMessage('of the page')
setTimeout(() => {
  throw new Error('uncaught')
})
globalThis.addEventListener('error', async () => {
  await client.close()
  done([same, !listened.includes('error')])
})
