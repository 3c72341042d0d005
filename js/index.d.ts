/** How bad something is; `log` is `info`. */
export type SeverityLevel = 'fatal' | 'error' | 'warning' | 'log' | 'info' | 'debug'

/** Who has the page open. */
export interface User {
  id?: string | number
  email?: string
  username?: string
  ip_address?: string
  [key: string]: unknown
}

/** What happened before an error. */
export interface Breadcrumb {
  /** `default`, `http`, ... */
  type?: string
  /** `ui.click`, `fetch`, `navigation`, ... */
  category?: string
  message?: string
  level?: SeverityLevel
  data?: Record<string, unknown>
  /** Seconds since 1970. @default now */
  timestamp?: number
}

/** Values for one event alone. */
export interface CaptureContext {
  level?: SeverityLevel
  user?: User
  tags?: Record<string, string | number | boolean | null | undefined>
  extra?: Record<string, unknown>
  contexts?: Record<string, Record<string, unknown>>
  /** Groups the event, instead of its frames. */
  fingerprint?: string[]
}

/** Options of `init`. A wrong one is a warning in the console, never an exception. */
export interface Options {
  /** Where events go: `https://KEY@HOST/PROJECT`. Without one nothing is done. */
  dsn?: string
  /** Which version of the page. @default none */
  release?: string
  /** Where it runs. @default 'production' */
  environment?: string
  /** Share of error events kept, 0 to 1. @default 1 */
  sampleRate?: number
  /** Newest breadcrumbs kept, at most 1,000. @default 100 */
  maxBreadcrumbs?: number
  /** Address of `balefire_bg.wasm`. @default beside the script */
  wasm?: string | URL
}

/** Starts the recorder. Does nothing outside of a page, without a `dsn`, and when it is started already. */
export function init(options: Options): void

/** Sends an error (or whatever was thrown). Returns the event's id: 32 hex digits; undefined if not started. */
export function captureException(
  exception: unknown,
  hint?: CaptureContext | { captureContext?: CaptureContext },
): string | undefined

/** Sends a message, of level `info` unless told otherwise. Returns the event's id. */
export function captureMessage(
  message: string,
  hint?: SeverityLevel | CaptureContext | { captureContext?: CaptureContext },
): string | undefined

/** Notes something that later events should tell. */
export function addBreadcrumb(breadcrumb: Breadcrumb): void

/** Says who has the page open; `null` forgets it. */
export function setUser(user: User | null): void
/** Sets a value to search by. */
export function setTag(key: string, value: string | number | boolean | null | undefined): void
/** Sets several values to search by. */
export function setTags(tags: Record<string, string | number | boolean | null | undefined>): void
/** Sets a value to look at. */
export function setExtra(key: string, value: unknown): void
/** Sets several values to look at. */
export function setExtras(extras: Record<string, unknown>): void
/** Sets a named group of values; `null` removes it. */
export function setContext(name: string, context: Record<string, unknown> | null): void

/** Sends all that waits. Resolves to whether that was done within the timeout. @param timeout ms, default 2000 */
export function flush(timeout?: number): Promise<boolean>
/** Stops listening, and sends all that waits. @param timeout ms, default 2000 */
export function close(timeout?: number): Promise<boolean>
/** The id of the event captured last. */
export function lastEventId(): string | undefined
/** Whether the recorder is started. */
export function isEnabled(): boolean
