// What pages do with @sentry/browser, taken together: compiled as it stands, and with `balefire` in the import's place.
import * as Sentry from '@sentry/browser'
import { captureException, captureMessage, type SeverityLevel, setUser, withScope } from '@sentry/browser'

const SECRETS = /token|password/i

export const client: Sentry.BrowserOptions = {
  dsn: 'https://key@errors.example/1',
  release: 'shop@1.4.2',
  environment: 'production',
  sampleRate: 0.5,
  maxBreadcrumbs: 50,
  attachStacktrace: true,
  tunnel: '/tunnel',
  ignoreErrors: ['ResizeObserver loop', /^AbortError/],
  denyUrls: [/extensions\//i],
  allowUrls: ['https://shop.example'],
  initialScope: { tags: { team: 'north' }, user: { id: 42 } },
  integrations: (defaults) => [
    ...defaults.filter((integration) => integration.name !== 'Breadcrumbs'),
    Sentry.breadcrumbsIntegration({ dom: true, fetch: true, history: true, xhr: false }),
    Sentry.globalHandlersIntegration({ onerror: true, onunhandledrejection: true }),
    Sentry.httpClientIntegration({ failedRequestStatusCodes: [[500, 599], 404] }),
    Sentry.captureConsoleIntegration({ levels: ['error'] }),
    Sentry.extraErrorDataIntegration({ depth: 5 }),
    Sentry.rewriteFramesIntegration({ root: '/' }),
    Sentry.contextLinesIntegration(),
    Sentry.reportingObserverIntegration({ types: ['crash'] }),
  ],
  beforeSend(event: Sentry.ErrorEvent, hint: Sentry.EventHint) {
    const error = hint.originalException
    if (error instanceof Error && error.name === 'ChunkLoadError') return null
    if (event.exception?.values?.[0]?.stacktrace?.frames?.some((frame) => frame.filename?.includes('vendor')))
      event.fingerprint = ['vendor', ...(event.fingerprint ?? [])]
    if (event.request?.url && SECRETS.test(event.request.url)) delete event.request.url
    if (event.user) delete event.user.email
    event.tags = { ...event.tags, handled: Boolean(event.exception?.values?.[0]?.mechanism?.handled) }
    event.contexts = { ...event.contexts, cart: { items: 3 } }
    return event
  },
  beforeBreadcrumb(breadcrumb: Sentry.Breadcrumb, hint?: Sentry.BreadcrumbHint) {
    if (breadcrumb.category === 'fetch' && breadcrumb.data?.url.startsWith('/health')) return null
    if (breadcrumb.category === 'ui.click') breadcrumb.message = hint?.event.target.textContent
    return breadcrumb
  },
}

Sentry.init(client)
const started: string | undefined = Sentry.init({ dsn: 'https://key@errors.example/1' })?.getOptions().release
export const isOn: boolean = Sentry.isInitialized() && Sentry.isEnabled()

/** A logger, as apps have it. */
export class Logger {
  readonly ids: string[] = []

  write(level: SeverityLevel, text: string, extra: Record<string, unknown> = {}): string {
    const id: string = captureMessage(text, { level, extra })
    this.ids.push(id)
    return id
  }

  error(error: unknown, tags: Record<string, string> = {}): string {
    return withScope((scope) => {
      scope.setLevel('error')
      scope.setTags(tags)
      scope.setFingerprint(['{{ default }}', started ?? 'none'])
      return captureException(error)
    })
  }
}

/** What a framework's handler of errors does. */
export function onFrameworkError(error: Error, component: string | undefined): { eventId: string } {
  const eventId = Sentry.captureException(error, {
    captureContext: (scope) => {
      scope.setContext('framework', { component })
      return scope
    },
    mechanism: { type: 'generic', handled: false },
  })
  return { eventId }
}

export function onLogin(user: Sentry.User | null): void {
  setUser(user)
  Sentry.setTag('plan', 'gold')
  Sentry.setTags({ trial: false, seats: 4 })
  Sentry.setExtra('basket', { items: 3 })
  Sentry.setContext('session', user ? { since: Date.now() } : null)
  Sentry.getCurrentScope().setUser(user).setTag('a', 'b')
  Sentry.getIsolationScope().addBreadcrumb(
    { message: 'logged in', level: 'info', data: { at: Date.now() } },
    20,
  )
  Sentry.addBreadcrumb({ category: 'auth', message: `login of ${user?.id ?? 'nobody'}` })
}

export const processor = (event: Sentry.Event, hint: Sentry.EventHint): Sentry.Event | null =>
  hint.event_id || event.event_id ? event : null
Sentry.addEventProcessor(processor)

export const own: string = Sentry.captureEvent({
  message: 'A failure of ours',
  level: 'fatal',
  tags: { a: 1 },
  exception: { values: [{ type: 'Failure', value: 'ours', stacktrace: { frames: [{ lineno: 1 }] } }] },
})
export const feedback: string = Sentry.captureFeedback(
  { message: 'It is slow', name: 'Ann', email: 'a@example.test', associatedEventId: own },
  { captureContext: { tags: { a: 'b' } } },
)
export const last: string | undefined = Sentry.lastEventId()

export async function leave(): Promise<boolean> {
  Sentry.getClient()?.addEventProcessor(processor)
  const isSent: boolean = await Sentry.flush(2_000)
  return isSent && (await Sentry.close())
}

/** A second client, as the guides for micro frontends make it. */
export function widget(): Sentry.Scope {
  const others = ['BrowserApiErrors', 'Breadcrumbs', 'GlobalHandlers']
  const second = new Sentry.BrowserClient({
    dsn: 'https://key@errors.example/2',
    transport: Sentry.makeFetchTransport,
    stackParser: Sentry.defaultStackParser,
    integrations: Sentry.getDefaultIntegrations({}).filter(({ name }) => !others.includes(name)),
  })
  const scope = new Sentry.Scope()
  scope.setClient(second)
  second.init()
  const id: string = scope.captureException(new Error('of the widget'))
  scope.setExtra('id', id)
  return scope
}

/** Tracing, as the guides have it. */
export async function trace(url: string): Promise<string[]> {
  const options: Parameters<typeof Sentry.browserTracingIntegration>[0] = {
    idleTimeout: 2_000,
    shouldCreateSpanForRequest: (to) => !to.includes('/health'),
    beforeStartSpan: (span) => ({ ...span, name: span.name.replace(/\d+/g, ':id') }),
  }
  Sentry.init({
    dsn: 'https://key@errors.example/1',
    integrations: [Sentry.browserTracingIntegration(options)],
    tracesSampleRate: 0.2,
    tracesSampler: ({ name, parentSampled, inheritOrSampleWith }) =>
      name === 'checkout' ? 1 : (parentSampled ?? inheritOrSampleWith(0.1)),
    tracePropagationTargets: ['localhost', /^https:\/\/api\.example\//],
    propagateTraceparent: true,
    ignoreSpans: ['heartbeat', /^poll/, { op: 'resource.img', attributes: { 'http.request.method': 'GET' } }],
    beforeSendSpan(span) {
      span.attributes = { ...span.attributes, shop: 'de' }
      return span
    },
    traceLifecycle: 'stream',
  })
  const answer = await Sentry.startSpan(
    { name: 'checkout', op: 'task', attributes: { items: 3 } },
    async (span) => {
      const child = Sentry.startInactiveSpan({ name: 'price', parentSpan: span, startTime: Date.now() })
      child
        .setAttribute('sum', 12.5)
        .setAttributes({ currency: 'EUR', tags: ['a'] })
        .setStatus({ code: 1 })
      child.end()
      Sentry.setHttpStatus(span, (await fetch(url)).status)
      Sentry.updateSpanName(span, 'buy')
      return [Sentry.spanToTraceHeader(span), Sentry.spanToBaggageHeader(span) ?? '']
    },
  )
  Sentry.startSpanManual({ name: 'later', forceTransaction: true }, (span, finish) => {
    span.addLink({ context: Sentry.getActiveSpan()?.spanContext() ?? span.spanContext() })
    setTimeout(finish)
  })
  const { 'sentry-trace': sentryTrace, baggage } = Sentry.getTraceData()
  const isSampled: boolean = Sentry.continueTrace({ sentryTrace, baggage }, () =>
    Sentry.withActiveSpan(null, () => Sentry.startInactiveSpan({ name: 'a' }).isRecording()),
  )
  const id: string = Sentry.startNewTrace(() => Sentry.startInactiveSpan({ name: 'b' }).spanContext().traceId)
  Sentry.suppressTracing(() => void fetch('/health'))
  const client = Sentry.getClient()
  if (client) {
    Sentry.startBrowserTracingPageLoadSpan(client, { name: '/cart' }, { sentryTrace })
    Sentry.startBrowserTracingNavigationSpan(client, { name: '/cart/:id' })?.setAttribute('a', isSampled)
  }
  Sentry.reportPageLoaded()
  return [...answer, id]
}
