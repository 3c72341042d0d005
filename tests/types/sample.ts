// What a user writes, held against js/index.d.ts by `tsc`; nothing here is run.
import * as Balefire from 'balefire'
import {
  addBreadcrumb,
  captureException,
  captureMessage,
  close,
  flush,
  init,
  isEnabled,
  lastEventId,
  setContext,
  setExtra,
  setTag,
  setTags,
  setUser,
} from 'balefire'

init({
  dsn: 'http://0123456789abcdef0123456789abcdef@127.0.0.1:8787/1',
  release: 'shop@1.4.2',
  environment: 'production',
  sampleRate: 0.25,
})

setUser({ id: '42', email: 'a@example.test' })
setUser(null)
setTag('checkout.step', 'payment')
setTags({ plan: 'gold', trial: false })
setExtra('basket', { items: 3 })
setContext('device', { memory: 8 })
setContext('device', null)
addBreadcrumb({ category: 'cart', message: 'lantern added', level: 'info', data: { price: 48 } })

const fromError: string = captureException(new Error('no'))
const withContext: string = captureException('thrown text', {
  tags: { a: 'b' },
  level: 'warning',
})
const fromMessage: string = captureMessage('hello', 'info')
captureMessage('all cards are refused', { level: 'fatal', tags: { shop: 'tea' }, alert: true })
const last: string | undefined = lastEventId()
const on: boolean = isEnabled()
const sent: Promise<boolean> = flush(2000)
const closed: Promise<boolean> = close()
Balefire.captureMessage('by the namespace')

// @ts-expect-error a rate is a number
init({ dsn: 'http://k@h/1', sampleRate: '1' })
// @ts-expect-error no such level
captureMessage('hello', 'loud')
// @ts-expect-error no such option
init({ dsn: 'http://k@h/1', rate: 1 })

export { closed, fromError, fromMessage, last, on, sent, withContext }

Balefire.init({
  dsn: 'https://key@errors.example/1',
  integrations: (defaults) => [
    ...defaults.filter(({ name }) => name !== 'Dedupe'),
    Balefire.breadcrumbsIntegration({ console: false }),
    Balefire.captureConsoleIntegration({ levels: ['error'] }),
    Balefire.httpClientIntegration({ failedRequestStatusCodes: [404, [500, 599]] }),
  ],
  ignoreErrors: ['ResizeObserver', /^Network/],
  beforeSend(event, hint) {
    if (hint.originalException instanceof RangeError) return null
    event.tags = { ...event.tags, seen: true }
    return event
  },
  beforeBreadcrumb: (breadcrumb) => (breadcrumb.category === 'console' ? null : breadcrumb),
  initialScope: { tags: { team: 'shop' } },
  dataCollection: { httpHeaders: { request: true } },
})
Balefire.addEventProcessor(async (event) => event)
const told: number = Balefire.withScope((scope) => {
  scope.setTag('a', 1).setLevel('warning').setFingerprint(['a', 'b'])
  Balefire.captureEvent({ message: 'own', breadcrumbs: [{ message: 'b' }] })
  return 7
})
Balefire.getCurrentScope().setUser(null)
const worker = Balefire.webWorkerIntegration({ worker: new Worker('worker.js') })
worker.addWorker(new Worker('other.js'))
Balefire.addIntegration(worker)
Balefire.addIntegration({ name: 'Own', setup: (client) => client.addBreadcrumb({ message: 'started' }) })
// @ts-expect-error a share is a number
Balefire.init({ sampleRate: '1' })

export { told }

Balefire.init({
  dsn: 'https://key@errors.example/1',
  debug: false,
  beforeSend(event) {
    event.breadcrumbs = (event.breadcrumbs || []).filter((b) => b.category !== 'noise')
    return event
  },
  beforeBreadcrumb(breadcrumb, hint) {
    if (breadcrumb.category === 'ui.click') breadcrumb.message = hint?.event.target.dataset.name
    return breadcrumb
  },
  integrations: [
    {
      name: 'Own',
      setupOnce() {},
      setup: (client) => client.getOptions(),
      processEvent: (event, _, client) => (client ? event : null),
    },
  ],
})
const enabled: boolean | undefined = Balefire.getClient()?.getOptions().enabled
Balefire.getClient()?.addEventProcessor((event) => event)
Balefire.getClient()?.getIntegrationByName('Breadcrumbs')
Balefire.getClient()?.on('beforeSendEvent', (event: Balefire.Event) => event.message)
Balefire.onLoad(() =>
  Balefire.getCurrentScope().captureException(new Error('x'), { event_id: 'a'.repeat(32) }),
)

export { enabled }

const client = new Balefire.BrowserClient({
  dsn: 'https://key@errors.example/2',
  transport: Balefire.makeFetchTransport,
  stackParser: Balefire.defaultStackParser,
  integrations: Balefire.getDefaultIntegrations({}).filter(
    ({ name }) => !['Breadcrumbs', 'GlobalHandlers', 'BrowserApiErrors', 'BrowserSession'].includes(name),
  ),
})
const widget = new Balefire.Scope()
widget.setClient(client)
client.init()
const ofWidget: string = widget.captureException(new Error('x'))

Balefire.init({
  dsn: 'https://key@errors.example/1',
  dataCollection: { graphQL: { document: true } },
  integrations: [
    Balefire.extraErrorDataIntegration({ depth: 4 }),
    Balefire.rewriteFramesIntegration({
      iteratee: (frame) => ({ ...frame, filename: `~${frame.filename}` }),
    }),
    Balefire.moduleMetadataIntegration(),
    Balefire.thirdPartyErrorFilterIntegration({
      filterKeys: ['shop'],
      behaviour: 'apply-tag-if-contains-third-party-frames',
    }),
    Balefire.graphqlClientIntegration({ endpoints: ['/graphql', /gql$/] }),
    Balefire.attachmentsIntegration(),
  ],
  beforeSend(event, hint) {
    hint.attachments = [...(hint.attachments ?? []), { filename: 'state.json', data: '{}' }]
    const team: unknown = event.exception?.values?.[0]?.stacktrace?.frames?.[0]?.module_metadata?.team
    return team ? event : null
  },
})
Balefire.captureMessage(Balefire.parameterize`User ${'bob'} has ${3} items`, 'warning')
Balefire.getCurrentScope()
  .addAttachment({ filename: 'a.txt', data: new Uint8Array(2) })
  .clearAttachments()
const feedback: string = Balefire.captureFeedback({ message: 'It is slow', email: 'a@example.test' })
// @ts-expect-error there is one transport
new Balefire.BrowserClient({ transport: () => {} })
// @ts-expect-error no such behaviour
Balefire.thirdPartyErrorFilterIntegration({ filterKeys: [], behaviour: 'drop' })

export { feedback, ofWidget }

const page: Balefire.Client | undefined = Balefire.init({
  dsn: 'https://key@errors.example/1',
  load: 'idle',
  offline: false,
  tunnel: true,
  // A processor of all events may be asked last, too.
  beforeSend: (event: Balefire.Event) => event,
})
const diagnosis: Balefire.Diagnosis | undefined = Balefire.diagnose()
const stage: 1 | 2 | undefined = diagnosis?.stage
const words: string = `${stage} ${diagnosis?.core} ${diagnosis?.lastResort?.sent} ${diagnosis?.why ?? ''}`
// @ts-expect-error no such moment
Balefire.init({ load: 'never' })
// @ts-expect-error there is no default tunnel to turn off
Balefire.init({ tunnel: false })

export { page, words }

Balefire.init({
  dsn: 'https://key@errors.example/1',
  tracesSampleRate: 0.1,
  tracePropagationTargets: [/^https:\/\/api\./],
  integrations: [Balefire.browserTracingIntegration({ enableReportPageLoaded: true, traceXHR: false })],
})
const price: number = Balefire.startSpan({ name: 'price' }, (span) => (span.isRecording() ? 1 : 2))
const traced: Promise<Response> = Balefire.startSpan({ name: 'send', op: 'task' }, () => fetch('/orders'))
const meta: string | undefined = Balefire.getTraceData({ propagateTraceparent: true }).traceparent
// @ts-expect-error a span has a name
Balefire.startInactiveSpan({ op: 'task' })
// @ts-expect-error no such lifecycle
Balefire.init({ traceLifecycle: 'batch' })
// @ts-expect-error an attribute is plain
Balefire.getActiveSpan()?.setAttribute('a', {})

export { meta, price, traced }
