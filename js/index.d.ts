import type {
  Attachment,
  Breadcrumb,
  BreadcrumbHint,
  ErrorEvent,
  Event,
  Mechanism,
  Primitive,
  SeverityLevel,
  StackFrame,
  User,
} from './protocol.js'
import type { TracingOptions } from './tracing.js'

export type * from './protocol.js'
export * from './tracing.js'

/** The values behind an event: the argument of `beforeSend` and event processors, and in part of `captureException`. */
export interface EventHint {
  /** 32 hex digits. Passed to `captureException` and the like, it becomes the id of the event. */
  event_id?: string
  /** The thrown value. */
  originalException?: unknown
  /** Has the stack of the call, if the thrown value has no stack. */
  syntheticException?: Error | null
  captureContext?: CaptureContext
  mechanism?: Partial<Mechanism>
  data?: unknown
  /** Files that go with the event; needs `attachmentsIntegration`. */
  attachments?: Attachment[]
  /** Asks for an alert to the people of the project; Balefire's server alone does that, within limits. */
  alert?: boolean
}

/** May change the event, or drop it with `null`. */
export type EventProcessor = (
  event: Event,
  hint: EventHint,
  client?: Client,
) => Event | null | PromiseLike<Event | null>

/** The data that a scope adds to events. */
export interface ScopeContext {
  user?: User | null
  level?: SeverityLevel
  tags?: Record<string, Primitive>
  extra?: Record<string, unknown>
  contexts?: Record<string, Record<string, unknown> | null | undefined>
  /** Groups the event, instead of its frames. */
  fingerprint?: string[]
}

/** Values for one event alone. */
export type CaptureContext = Scope | ScopeContext | ((scope: Scope) => unknown)

/** Data that is added to events. Every setter returns the scope. */
export class Scope {
  clone(): Scope
  update(context?: CaptureContext): this
  clear(): this
  setUser(user: User | null): this
  getUser(): User | undefined
  setTag(key: string, value: Primitive): this
  setTags(tags: Record<string, Primitive>): this
  setExtra(key: string, value: unknown): this
  setExtras(extras: Record<string, unknown>): this
  setContext(name: string, context: Record<string, unknown> | null): this
  setLevel(level: SeverityLevel): this
  setFingerprint(fingerprint: string[]): this
  setTransactionName(name: string): this
  addEventProcessor(processor: EventProcessor): this
  addBreadcrumb(breadcrumb: Breadcrumb, maxBreadcrumbs?: number): this
  clearBreadcrumbs(): this
  getLastBreadcrumb(): Breadcrumb | undefined
  /** Sends a file with each event; there once `attachmentsIntegration` was called. */
  addAttachment(attachment: Attachment): this
  /** Forgets the files of this scope; there once `attachmentsIntegration` was called. */
  clearAttachments(): this
  /** Captures on this scope are this client's; there once a `BrowserClient` was made. */
  setClient(client: Client | undefined): this
  /** The client that was set; there once a `BrowserClient` was made. */
  getClient(): Client | undefined
  /** As the function of that name, with this scope in the place of the current one. */
  captureException(exception: unknown, hint?: EventHint | CaptureContext): string
  captureMessage(message: string, hint?: SeverityLevel | EventHint | CaptureContext): string
  captureEvent(event: Event, hint?: EventHint): string
}

/** Something that listens to the page, or changes events. */
export interface Integration {
  /** The name. A later integration replaces an earlier one of the same name. */
  name: string
  /** Called before `setup`. */
  setupOnce?(): void
  /** Starts it. The returned function undoes that when the SDK is closed. */
  setup?(client: Client): unknown
  /** Called after `setup`. */
  afterAllSetup?(client: Client): void
  processEvent?: EventProcessor
  [option: string]: unknown
}

/** The argument of an integration's `setup`, and the result of `getClient`. */
export interface Client {
  readonly options: Options
  getOptions(): Options
  getIntegrationByName(name: string): Integration | undefined
  /** Hands every event of this client through a function. */
  addEventProcessor(processor: EventProcessor): void
  /** Listens to `beforeSendEvent` (event, hint) and `beforeAddBreadcrumb` (breadcrumb, hint); returns a function that stops. */
  on(hook: string, callback: (...what: never[]) => unknown): () => void
  emit(hook: string, ...what: unknown[]): void
  captureException(exception: unknown, hint?: EventHint | CaptureContext): string
  captureMessage(message: string, hint?: SeverityLevel | EventHint | CaptureContext): string
  captureEvent(event: Event, hint?: EventHint): string
  addBreadcrumb(breadcrumb: Breadcrumb, hint?: BreadcrumbHint): void
  addIntegration(integration: Integration): void
  lastEventId(): string | undefined
  flush(timeout?: number): Promise<boolean>
}

/** The members that `captureMessage` reads of a parameterized text. */
export interface MessageTemplate {
  readonly given: { logentry: { message: string; params: unknown[]; formatted: string } }
}

/** The result of `parameterize`: a text with its template. */
export type ParameterizedString = string & MessageTemplate

/** The data that events may carry; see docs/privacy.md. */
export interface DataCollection {
  /** Lets the server note the visitor's address. @default false */
  userInfo?: boolean
  /** The referrer, and, with `httpClientIntegration`, the headers of failed requests. @default false */
  httpHeaders?: boolean | { request?: boolean; response?: boolean }
  /** The text of queries, with `graphqlClientIntegration`. @default none */
  graphQL?: { document?: boolean }
}

/** Options of `init`. A wrong one is a warning in the console, never an exception. */
export interface Options extends TracingOptions {
  /** Where events go: `https://KEY@HOST/PROJECT`. Without one nothing is done. */
  dsn?: string
  /** Whether anything is done at all. @default true */
  enabled?: boolean
  /** Whether the console shows each event that is queued or dropped. @default false */
  debug?: boolean
  /** Which version of the page. @default none */
  release?: string
  /** Where it runs. @default 'production' */
  environment?: string
  /** Which build of the release. @default none */
  dist?: string
  /** Share of error events that are sent, 0 to 1. @default 1 */
  sampleRate?: number
  /** Most breadcrumbs of an event: the newest. @default 100 */
  maxBreadcrumbs?: number
  /** Longest text of a value, in UTF-16 units. @default 100000 */
  maxValueLength?: number
  /** How deep values are sent. @default 3 */
  normalizeDepth?: number
  /** How many members of one value are sent. @default 1000 */
  normalizeMaxBreadth?: number
  /** Whether messages, and thrown values without a stack, get the stack of the call. @default true */
  attachStacktrace?: boolean
  /** Whether losses are reported to the server. @default true */
  sendClientReports?: boolean
  /** Events whose message, or `type: message`, contains (or matches) one of these are dropped. */
  ignoreErrors?: (string | RegExp)[]
  /** Only events from files whose address contains (or matches) one of these are sent. */
  allowUrls?: (string | RegExp)[]
  /** Events from files whose address contains (or matches) one of these are dropped. */
  denyUrls?: (string | RegExp)[]
  /** The first data of the scope. */
  initialScope?: CaptureContext
  /** Added to the defaults, or a function that gets the defaults and returns the integrations to use. */
  integrations?: Integration[] | ((defaults: Integration[]) => Integration[])
  /** `false` for none. */
  defaultIntegrations?: false | Integration[]
  /** The last word about an event: may change it, or drop it with `null`. One that throws drops it too. */
  beforeSend?: (event: ErrorEvent, hint: EventHint) => Event | null | PromiseLike<Event | null>
  /** The same for events of type `transaction`, in the place of `beforeSend`. */
  beforeSendTransaction?: EventProcessor
  /** May change a breadcrumb, or drop it with `null`. */
  beforeBreadcrumb?: (breadcrumb: Breadcrumb, hint?: BreadcrumbHint) => Breadcrumb | null
  /** Opts into `dataCollection` as a whole. @default false */
  sendDefaultPii?: boolean
  dataCollection?: DataCollection
  /** Whether the host is added to `Failed to fetch`. @default 'always' */
  enhanceFetchErrorMessages?: 'always' | 'report-only' | false
  /**
   * An address of the page's own origin that passes envelopes on to the DSN's server; `true` for the path that they have
   * there, `/PATH/api/PROJECT/envelope/`. @default none
   */
  tunnel?: string | true
  /**
   * When the reporter is loaded, which makes events of what was captured. `need`: with the first thing to report.
   * `prefetch`: then too, but the browser fetches its file after the page's load event. `idle`: when the page is idle
   * after its load event. @default 'need'
   */
  load?: 'need' | 'prefetch' | 'idle'
  /**
   * Whether events that cannot be sent are kept in the browser, for 24 h at most, and sent by a later page of the origin;
   * see docs/privacy.md. @default true
   */
  offline?: boolean
  /** Puts the stack pointer of Rust apps back when an export throws; see docs/deaths.md. @default false */
  wasmGuard?: boolean
  /** Address of a `balefire_bg.wasm`. @default the core that the SDK carries */
  wasm?: string | URL
}

/** Options of `init`, by Sentry's name. */
export type BrowserOptions = Options

/**
 * Starts the SDK, anew if it is started already, and returns its client. Does nothing outside of a page or worker, and
 * without a `dsn`.
 */
export function init(options?: Options): Client | undefined

/**
 * Sends an error (or whatever was thrown). Returns the event's id: 32 hex digits. There is one, too, where nothing is sent:
 * before `init`, on a server, or for an event that is dropped.
 */
export function captureException(exception: unknown, hint?: EventHint | CaptureContext): string
/** Sends a message, by default of level `info`. Returns the event's id, as `captureException` does. */
export function captureMessage(message: string, hint?: SeverityLevel | EventHint | CaptureContext): string
/** Sends an event of the page's own making. Returns the event's id, as `captureException` does. */
export function captureEvent(event: Event, hint?: EventHint): string

/** Notes something that later events should tell. */
export function addBreadcrumb(breadcrumb: Breadcrumb, hint?: BreadcrumbHint): void
/** Hands every event through a function. */
export function addEventProcessor(processor: EventProcessor): void
/** Starts an integration. */
export function addIntegration(integration: Integration): void

/** Sets the user of the page; `null` removes it. */
export function setUser(user: User | null): void
/** Sets a value to search by. */
export function setTag(key: string, value: Primitive): void
/** Sets several values to search by. */
export function setTags(tags: Record<string, Primitive>): void
/** Sets a value to look at. */
export function setExtra(key: string, value: unknown): void
/** Sets several values to look at. */
export function setExtras(extras: Record<string, unknown>): void
/** Sets a named group of values; `null` removes it. */
export function setContext(name: string, context: Record<string, unknown> | null): void

/** The client of the page; undefined before `init`. */
export function getClient(): Client | undefined
/** Calls the function at once; with the inline loader, as soon as the SDK is there. */
export function onLoad(callback: () => unknown): void
/** Does nothing: the SDK is there. */
export function forceLoad(): void

/** The scope that `withScope` changes for a while. */
export function getCurrentScope(): Scope
/** The scope of the page, which `setTag`, `addBreadcrumb` and the like change. */
export function getIsolationScope(): Scope
/** A scope below all others. */
export function getGlobalScope(): Scope
/** Runs a function with a scope of its own, which events captured in it get. */
export function withScope<T>(callback: (scope: Scope) => T): T
export function withScope<T>(scope: Scope | undefined, callback: (scope: Scope) => T): T
/** As `withScope`; the function gets the scope of the page, of which there is one. */
export function withIsolationScope<T>(callback: (scope: Scope) => T): T

/** Starts a session (release health), and ends the one before. */
export function startSession(): void
/** Sends the session as it stands; `true` ends it. */
export function captureSession(end?: boolean): void
/** Ends the session. */
export function endSession(): void

/** Sends all that waits. Resolves to whether that was done within the timeout. @param timeout ms, default 2000 */
export function flush(timeout?: number): Promise<boolean>
/** Stops listening, and sends all that waits. @param timeout ms, default 2000 */
export function close(timeout?: number): Promise<boolean>
/** The id of the event captured last. */
export function lastEventId(): string | undefined
/** Whether the SDK is started. */
export function isEnabled(): boolean
/** Whether the SDK is started. */
export function isInitialized(): boolean

/** How the SDK works in this page: the result of `diagnose`. */
export interface Diagnosis {
  /** The stage that is loaded: 1 records and has the last resort, 2 has the reporter too. */
  stage: 1 | 2
  /** What reads stacks: the wasm core, which is loaded when there is one to read, or the server, where it cannot be had. */
  core: 'wasm' | 'fallback' | 'not loaded'
  /** Why stage 2 is missing; undefined where nothing has failed. */
  why?: string | undefined
  /** The address that envelopes are sent to. */
  endpoint: string
  /** Whether that is the `tunnel`. */
  tunnel: boolean
  /** Whether the server has announced that it takes batches; undefined before stage 2. */
  batching?: boolean | undefined
  /** Whether what cannot be sent is kept in the browser: the option. */
  offline: boolean
  /** How many captures wait for stage 2. */
  waiting: number
  /** The sender of stage 1, for when stage 2 is not there in time; undefined where both stages are one file. */
  lastResort?: {
    /** How many events it has sent. */
    sent: number
    /**
     * How often it has held a capture back for stage 2: the page's options or functions did not want the event, or did not
     * say so at once (a `beforeSend` that returns a promise), or the server had asked for a pause.
     */
    heldBack: number
    /** How many events were lost: the server refused them, or there was no room for them when the page was left. */
    lost: number
  }
}
/** Says how the SDK works in this page, and why; undefined before `init`. For the console, and for reports of faults. */
export function diagnose(): Diagnosis | undefined

/** The default integrations. */
export function getDefaultIntegrations(options?: Partial<Options>): Integration[]
/** Drops noise, and events by `ignoreErrors`, `denyUrls` and `allowUrls`. */
export function eventFiltersIntegration(): Integration
/** Wraps callbacks of timers, animation frames, XHR and event listeners, so that errors say where they came from. */
export function browserApiErrorsIntegration(options?: {
  setTimeout?: boolean
  setInterval?: boolean
  requestAnimationFrame?: boolean
  XMLHttpRequest?: boolean
  eventTarget?: boolean
}): Integration
/** Adds breadcrumbs of the page. */
export function breadcrumbsIntegration(options?: {
  console?: boolean
  dom?: boolean
  fetch?: boolean
  history?: boolean
  sentry?: boolean
  xhr?: boolean
}): Integration
/** Errors and rejections that nobody handled. */
export function globalHandlersIntegration(options?: {
  onerror?: boolean
  onunhandledrejection?: boolean
}): Integration
/** Causes of an error, and the errors of an `AggregateError`. */
export function linkedErrorsIntegration(options?: { key?: string; limit?: number }): Integration
/** Drops an event that equals the last one. */
export function dedupeIntegration(): Integration
/** Address of the page, browser, system, device. */
export function httpContextIntegration(): Integration
/** Language, time zone and calendar. */
export function cultureContextIntegration(): Integration
/** Release health: a session for each page view, or for each route within it. */
export function browserSessionIntegration(options?: { lifecycle?: 'page' | 'route' }): Integration
/** The page's own WebAssembly: modules as images of events, and panics of Rust in the place of their traps. */
export function wasmIntegration(): Integration

/** Not default: console output becomes events. */
export function captureConsoleIntegration(options?: { levels?: string[]; handled?: boolean }): Integration
/** Not default: requests that got a bad answer become events. */
export function httpClientIntegration(options?: {
  failedRequestStatusCodes?: (number | [number, number])[]
  failedRequestTargets?: (string | RegExp)[]
}): Integration
/** Not default: reports of the browser itself become messages. */
export function reportingObserverIntegration(options?: {
  types?: ('crash' | 'deprecation' | 'intervention')[]
}): Integration
/** Not default: lines of the page's inline scripts around each frame. */
export function contextLinesIntegration(options?: { frameContextLines?: number }): Integration
/** Not default: errors in a worker that calls `registerWebWorker`. */
export function webWorkerIntegration(options: {
  worker: Worker | Worker[]
}): Integration & { addWorker(worker: Worker): void }
/** In a worker: reports its errors to the page. */
export function registerWebWorker(options: { self: unknown }): void

/** Not default: the members of an error, as a context of its name. */
export function extraErrorDataIntegration(options?: {
  /** How deep they are sent. @default 3 */
  depth?: number
  /** Whether its cause is added too. @default true */
  captureErrorCause?: boolean
}): Integration
/** Not default: hands each frame through a function, or puts `prefix` in the place of `root`. */
export function rewriteFramesIntegration(options?: {
  /** The beginning of file names that is replaced. @default '' */
  root?: string
  /** @default 'app:///' */
  prefix?: string
  iteratee?: (frame: StackFrame) => StackFrame
}): Integration
/** Not default: frames have the metadata that a bundler plugin of Sentry's gave to their files. */
export function moduleMetadataIntegration(): Integration
/** Not default: drops or tags errors of files without the `applicationKey` of a bundler plugin of Sentry's. */
export function thirdPartyErrorFilterIntegration(options: {
  filterKeys: string[]
  behaviour:
    | 'drop-error-if-contains-third-party-frames'
    | 'drop-error-if-exclusively-contains-third-party-frames'
    | 'apply-tag-if-contains-third-party-frames'
    | 'apply-tag-if-exclusively-contains-third-party-frames'
  /** Nothing to do here: frames of the SDK are never in a stack. */
  ignoreSentryInternalFrames?: boolean
}): Integration
/** Not default: breadcrumbs of requests to these addresses name the GraphQL operation. */
export function graphqlClientIntegration(options: { endpoints: (string | RegExp)[] }): Integration
/** Not default: sends `scope.addAttachment` and `hint.attachments`; at most 20 files and 1 MiB with an event. */
export function attachmentsIntegration(): Integration

/** The tag of a template for `captureMessage`: messages that differ in values alone are one issue. */
export function parameterize(strings: TemplateStringsArray, ...values: unknown[]): ParameterizedString

/** Sends feedback of a visitor. Returns the id of its event. */
export function captureFeedback(
  params: {
    message: string
    name?: string
    email?: string
    url?: string
    source?: string
    /** The id of the event that the feedback is about. */
    associatedEventId?: string
    tags?: Record<string, Primitive>
  },
  hint?: EventHint,
  scope?: Scope,
): string

/** The transport of a `BrowserClient`: there is one. */
export const makeFetchTransport: 'fetch'
/** The stack parser of a `BrowserClient`: there is one. */
export const defaultStackParser: 'core'

/** Options of a second client. */
export interface BrowserClientOptions
  extends Omit<Options, 'integrations' | 'defaultIntegrations' | 'initialScope'> {
  /** Its integrations; there are no defaults. */
  integrations?: Integration[]
  transport?: typeof makeFetchTransport
  stackParser?: typeof defaultStackParser
}

/** A client beside the page's, with a DSN of its own: for extensions and micro frontends. */
export interface BrowserClient extends Client {
  /** Starts the integrations. */
  init(): void
  /** Stops, and sends all that waits. @param timeout ms, default 2000 */
  close(timeout?: number): Promise<boolean>
}
export const BrowserClient: new (options: BrowserClientOptions) => BrowserClient
