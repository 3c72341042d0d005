// Events and what they are made of: https://develop.sentry.dev/sdk/data-model/event-payloads/

/** How bad something is; `log` is `info`. */
export type SeverityLevel = 'fatal' | 'error' | 'warning' | 'log' | 'info' | 'debug'

export type Primitive = string | number | boolean | bigint | symbol | null | undefined

/** The user of the page. */
export interface User {
  id?: string | number
  email?: string
  username?: string
  ip_address?: string
  [key: string]: unknown
}

/** Something that happened before an error. */
export interface Breadcrumb {
  /** `default`, `http`, ... */
  type?: string
  /** `ui.click`, `fetch`, `navigation`, ... */
  category?: string
  message?: string
  level?: SeverityLevel
  // biome-ignore lint/suspicious/noExplicitAny: as in Sentry's, so that hooks need no casts
  data?: Record<string, any>
  /** Seconds since 1970. @default now */
  timestamp?: number
}

/**
 * The values behind a breadcrumb: `event` of `ui.click` and `ui.input`, `input` (the arguments) and `response` of `fetch`,
 * `xhr` and `input` (the body) of `xhr`, `input` and `level` of `console`, `event` of `sentry.event`; or the second argument
 * of `addBreadcrumb`.
 */
export interface BreadcrumbHint {
  // biome-ignore lint/suspicious/noExplicitAny: as in Sentry's, so that hooks need no casts
  [key: string]: any
}

/** How an exception was captured. */
export interface Mechanism {
  /** `generic`, `auto.browser.global_handlers.onerror`, ... */
  type: string
  /** Whether the page handed it over, as against that it escaped. */
  handled?: boolean
  data?: Record<string, unknown>
  synthetic?: boolean
  exception_id?: number
  parent_id?: number
  source?: string
  is_exception_group?: boolean
}

/** One line of a stack. */
export interface StackFrame {
  function?: string
  filename?: string
  abs_path?: string
  /** From 1. */
  lineno?: number
  /** From 1. */
  colno?: number
  in_app?: boolean
  /** The offset of a wasm frame in its file, as `0x..`. */
  instruction_addr?: string
  /** The metadata of the file, see `moduleMetadataIntegration`; not sent. */
  // biome-ignore lint/suspicious/noExplicitAny: as in Sentry's, so that hooks need no casts
  module_metadata?: any
  pre_context?: string[]
  context_line?: string
  post_context?: string[]
}

export interface Exception {
  type?: string
  value?: string
  mechanism?: Mechanism
  /** Oldest frame first. */
  stacktrace?: { frames?: StackFrame[] }
}

/** An event, as it is sent: https://develop.sentry.dev/sdk/data-model/event-payloads/ */
export interface Event {
  /** `transaction` or `feedback` for one; nothing for an error or a message. */
  type?: 'transaction' | 'feedback' | undefined
  /** 32 hex digits. */
  event_id?: string
  /** Seconds since 1970. */
  timestamp?: number
  /** When a transaction began: seconds since 1970. */
  start_timestamp?: number
  /** The spans of a transaction: https://develop.sentry.dev/sdk/data-model/event-payloads/span/ */
  spans?: Record<string, unknown>[]
  level?: SeverityLevel
  message?: string
  /** The message's template and its values, see `parameterize`. */
  logentry?: { message?: string; params?: unknown[]; formatted?: string }
  logger?: string
  transaction?: string
  platform?: string
  release?: string
  environment?: string
  dist?: string
  exception?: { values?: Exception[] }
  /** Oldest first; missing where there are none. */
  breadcrumbs?: Breadcrumb[]
  user?: User
  tags?: Record<string, Primitive>
  extra?: Record<string, unknown>
  contexts?: Record<string, Record<string, unknown> | null | undefined>
  fingerprint?: string[]
  request?: { url?: string; method?: string; headers?: Record<string, string> }
  [key: string]: unknown
}

/** An event that is no transaction and no feedback: the argument of `beforeSend`. */
export interface ErrorEvent extends Event {
  type?: undefined
}

/** A file that goes with an event. */
export interface Attachment {
  filename: string
  data: string | Uint8Array
  /** @default 'application/octet-stream' */
  contentType?: string
  /** @default 'event.attachment' */
  attachmentType?: string
}
