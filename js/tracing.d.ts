// Tracing: spans, their traces, and the options for them; docs/performance.md tells more.
import type { Client, Integration, Scope } from './index.js'

export type SpanAttributeValue =
  | string
  | number
  | boolean
  | (string | null | undefined)[]
  | (number | null | undefined)[]
  | (boolean | null | undefined)[]
export type SpanAttributes = Record<string, SpanAttributeValue | undefined>

/** Seconds or ms since 1970 (from 10,000,000,000 on it is ms), `[seconds, nanoseconds]`, or a Date. */
export type SpanTimeInput = number | [number, number] | Date

/** Trace and span id are 32 and 16 hex digits; `traceFlags` is 1 for a span that is sampled. */
export interface SpanContextData {
  traceId: string
  spanId: string
  traceFlags: number
}

/** A span of another trace or of this one, that this span is about. */
export interface SpanLink {
  context: { traceId: string; spanId: string; traceFlags: number }
  attributes?: SpanAttributes
}

/** 0: not set, 1: ok, 2: an error, with Sentry's word for it (`not_found`, `internal_error`, ...). */
export interface SpanStatus {
  code: 0 | 1 | 2
  message?: string
}

/** Something that takes time. Its functions do nothing harmful on one that has ended, or is not sampled. */
export interface Span {
  spanContext(): SpanContextData
  /** Ends it, by default now. Only the first call counts. */
  end(endTimestamp?: SpanTimeInput): void
  /** `undefined` removes it. */
  setAttribute(key: string, value: SpanAttributeValue | undefined): this
  setAttributes(attributes: SpanAttributes): this
  setStatus(status: SpanStatus): this
  updateName(name: string): this
  /** Whether it is sampled and has not ended. */
  isRecording(): boolean
  /** Does nothing: events of spans are not sent. */
  addEvent(
    name: string,
    attributesOrStartTime?: SpanAttributes | SpanTimeInput,
    startTime?: SpanTimeInput,
  ): this
  addLink(link: SpanLink): this
  addLinks(links: SpanLink[]): this
  /** Does nothing: call `captureException`. */
  recordException(exception: unknown, time?: SpanTimeInput): void
}

/** What a new span is. */
export interface StartSpanOptions {
  name: string
  /** Its kind, as `http.client` or `ui.render`. */
  op?: string
  attributes?: SpanAttributes
  /** @default now */
  startTime?: SpanTimeInput
  /** Its parent; `null` for none. @default the active root span, see `parentSpanIsAlwaysRootSpan` */
  parentSpan?: Span | null
  /** The scope whose active span is the parent. @default the current scope */
  scope?: Scope
  /** Makes it a segment of its own in the trace of its parent. @default false */
  forceTransaction?: boolean
  /** Without a parent it is not sampled. @default false */
  onlyIfParent?: boolean
  links?: SpanLink[]
}

/** The argument of `tracesSampler`. */
export interface SamplingContext {
  /** Of the first root span of the trace. */
  name: string
  attributes: SpanAttributes
  /** The decision of the service that the trace comes from; undefined if it begins here. */
  parentSampled?: boolean
  /** The share that it has sampled. */
  parentSampleRate?: number
  /** That share, or that decision, or the other share if the trace begins here. */
  inheritOrSampleWith(fallbackSampleRate: number): number
}

/** A span as it is sent, for `beforeSendSpan`. Times are in seconds since 1970. */
export interface SentSpan {
  trace_id: string
  span_id: string
  parent_span_id?: string
  name: string
  start_timestamp: number
  end_timestamp?: number
  status: 'ok' | 'error'
  is_segment: boolean
  attributes: Record<string, unknown>
  links?: { trace_id: string; span_id: string; sampled?: boolean; attributes?: Record<string, unknown> }[]
}

/** Matches spans of which all that is given matches: texts are in the value, patterns match it. */
export interface IgnoreSpanFilter {
  name?: string | RegExp
  op?: string | RegExp
  attributes?: Record<string, string | boolean | number | string[] | boolean[] | number[] | RegExp>
}

/** Options of `init` that need `browserTracingIntegration`, or one of the functions for spans. */
export interface TracingOptions {
  /**
   * Share of traces whose spans are sent, 0 to 1. A trace that comes from the page's server keeps that server's decision.
   * @default none: no spans; requests then carry trace ids, and their servers decide
   */
  tracesSampleRate?: number
  /** Decides instead: a share from 0 to 1, or whether. Asked once for each trace. */
  tracesSampler?: (samplingContext: SamplingContext) => number | boolean
  /**
   * Requests that carry the trace in headers: those whose address contains or matches one of these, in any case of letters. A
   * server of another origin must allow the headers `sentry-trace` and `baggage` (CORS). @default those to the page's origin
   */
  tracePropagationTargets?: (string | RegExp)[]
  /** Whether these requests have the header `traceparent` too. @default false */
  propagateTraceparent?: boolean
  /** Whether a new span's parent is the root span, and not the active one. @default true */
  parentSpanIsAlwaysRootSpan?: boolean
  /** Names routes, in the shape of Sentry's; `resolveRoute` answers with a pattern such as `/users/:id`. */
  routeProvider?: {
    resolveRoute(url: { pathname: string; search: string; hash: string }): string | undefined
  }
  /** May change a span before it is sent. */
  beforeSendSpan?: (span: SentSpan) => SentSpan
  /** Spans whose name contains or matches one of these, or that a filter matches, are not sent. */
  ignoreSpans?: (string | RegExp | IgnoreSpanFilter)[]
  /** `stream`: spans are sent as they end. `static`: as transactions, for servers that know only these. @default 'stream' */
  traceLifecycle?: 'stream' | 'static'
}

/** Options of `browserTracingIntegration`; times are in ms. */
export interface BrowserTracingOptions {
  /** The page load or navigation ends when no span was active for so long. @default 1000 */
  idleTimeout?: number
  /** It ends after so long at the latest. @default 30000 */
  finalTimeout?: number
  /** It ends if a span takes so long. @default 15000 */
  childSpanTimeout?: number
  /** Whether the page load becomes a segment. @default true */
  instrumentPageLoad?: boolean
  /** Whether navigations within the page become segments. @default true */
  instrumentNavigation?: boolean
  /** Whether one that follows within 1,500 ms, without an act of the visitor, is a span of the one before. @default true */
  detectRedirects?: boolean
  /** Whether the page load ends only by `reportPageLoaded`. @default false */
  enableReportPageLoaded?: boolean
  /** Whether `fetch` becomes spans, and carries the trace. @default true */
  traceFetch?: boolean
  /** The same for XMLHttpRequest. @default true */
  traceXHR?: boolean
  /** Whether a request becomes a span. It carries the trace in any case. */
  shouldCreateSpanForRequest?(this: void, url: string): boolean
  /** Whether long animation frames become spans, where the browser tells of them. @default true */
  enableLongAnimationFrame?: boolean
  /** Whether long tasks do, where it does not. @default true */
  enableLongTask?: boolean
  /** Whether the page's marks and measures become spans, 100 of a segment at most. @default true */
  enableUserTiming?: boolean
  /** Whether spans of requests get the times that the browser has measured; they wait up to 300 ms for these. @default true */
  enableHTTPTimings?: boolean
  /** Ops of resource spans that are not wanted, as `resource.css`. @default none */
  ignoreResourceSpans?: string[]
  /** Whether the page's return out of the back/forward cache becomes a segment. @default true */
  instrumentBfcacheRestore?: boolean
  /**
   * Where the trace before is remembered, that a segment links to if it is less than an hour old. `session-storage` links the
   * pages of a tab. @default 'in-memory'
   */
  linkPreviousTrace?: 'in-memory' | 'session-storage' | 'off'
  /** Options of the web vitals. */
  webVitals?: WebVitalsOptions
  /**
   * The route of a path, for segments that no route provider names.
   * @default numbers, UUIDs, hashes and the like are replaced: `/users/17` is `/users/:id`
   */
  routeOf?: (path: string) => string | undefined
  /** May change a page load or navigation that starts: its name, for one. */
  beforeStartSpan?: (options: StartSpanOptions) => StartSpanOptions
}

/** Options of `webVitalsIntegration`. */
export interface WebVitalsOptions {
  /** Metrics that are not reported. @default none */
  ignore?: ('lcp' | 'cls' | 'inp' | 'fcp' | 'ttfb')[]
}

/**
 * Not default: reports LCP, CLS, INP, FCP and TTFB of each page view as spans, without spans of anything else and whatever
 * `tracesSampleRate` says. `browserTracingIntegration` reports them too.
 */
export function webVitalsIntegration(options?: WebVitalsOptions): Integration

/** Not default: traces the page load, navigations and requests. */
export function browserTracingIntegration(options?: BrowserTracingOptions): Integration

/** Runs a function in a span, which ends with it, or with its promise. */
export function startSpan<T>(options: StartSpanOptions, callback: (span: Span) => T): T
/** Runs a function in a span, which ends by `finish`, or by its own `end`. */
export function startSpanManual<T>(
  options: StartSpanOptions,
  callback: (span: Span, finish: () => void) => T,
): T
/** Starts a span that is not the active one. It ends by its own `end`. */
export function startInactiveSpan(options: StartSpanOptions): Span
/** The span that new ones are children of. */
export function getActiveSpan(): Span | undefined
/** Runs a function with an active span; `null` for none. */
export function withActiveSpan<T>(span: Span | null, callback: (scope: Scope) => T): T
/** Runs a function in the trace of two headers. */
export function continueTrace<T>(
  headers: { sentryTrace: string | undefined; baggage: string | null | undefined },
  callback: () => T,
): T
/** Runs a function in a new trace. */
export function startNewTrace<T>(callback: () => T): T
/** Runs a function whose spans are not sent. */
export function suppressTracing<T>(callback: () => T): T
/** Renames a span; the attribute `sentry.custom_span_name` says that the page has chosen the name. */
export function updateSpanName(span: Span, name: string): void
/** Sets the status by that of a response. */
export function setHttpStatus(span: Span, httpStatus: number): void
/** The headers that carry the trace of the active span, or of a given one; empty before `init`. */
export function getTraceData(options?: { span?: Span; scope?: Scope; propagateTraceparent?: boolean }): {
  'sentry-trace'?: string
  baggage?: string
  traceparent?: string
}
/** The header `sentry-trace` of a span. */
export function spanToTraceHeader(span: Span): string
/** The members of the header `baggage` of a span. */
export function spanToBaggageHeader(span: Span): string | undefined
/** Starts the segment of the page load: in the trace of the headers, else of the page's `<meta>` tags or `Server-Timing`. */
export function startBrowserTracingPageLoadSpan(
  client: Client,
  spanOptions: StartSpanOptions,
  traceOptions?: { sentryTrace?: string | undefined; baggage?: string | undefined },
): Span | undefined
/** Starts the segment of a navigation in a new trace; a redirect becomes a span of the active segment. */
export function startBrowserTracingNavigationSpan(
  client: Client,
  spanOptions: StartSpanOptions,
  options?: { url?: string; isRedirect?: boolean },
): Span | undefined
/** Ends the page load, where the option `enableReportPageLoaded` says that the page does so. */
export function reportPageLoaded(): void
