// @ts-check
import { assign, attempt } from '../builtins/originals.js'
import { isArray, text } from '../builtins/types.js'
import { millis } from './clock.js'

/** Sentry's and OpenTelemetry's number for a status that is an error. */
const STATUS_ERROR = 2

/** The functions of a span, with the names and shapes of Sentry's; index.d.ts describes each. `note` is what is sent. */
export class Span {
  /** @param {import('./notes.js').Note} note @param {(span: Span) => void} onEnd */
  constructor(note, onEnd) {
    this.note = note
    this.onEnd = onEnd
  }
  /** @param {string} key @param {unknown} value `undefined` removes it */
  setAttribute(key, value) {
    return this.setAttributes({ [key]: value })
  }
  /** @param {Record<string, unknown>} attributes */
  setAttributes(attributes) {
    attempt(() => assign(this.note.attributes, attributes))
    return this
  }
  /** @param {{ code: number, message?: string }} status */
  setStatus(status) {
    attempt(() => {
      const { code, message = 'error' } = status
      this.note.status = code === STATUS_ERROR ? message : 'ok'
    })
    return this
  }
  /** @param {string} name */
  updateName(name) {
    this.note.name = text(name)
    this.note.source = 'custom'
    return this
  }
  /** @param {object} link */
  addLink(link) {
    return this.addLinks([link])
  }
  /** @param {object[]} links */
  addLinks(links) {
    // Throws for a Proxy that does.
    attempt(() => {
      if (isArray(links)) this.note.links = [...(this.note.links ?? []), ...links]
    })
    return this
  }
  addEvent() {
    return this
  }
  recordException() {}
  /** @param {unknown} [time] */
  end(time) {
    const { note } = this
    if (note.end) return
    const end = millis(time)
    // Servers refuse a span that ends before it starts.
    note.end = end > note.start ? end : note.start
    this.onEnd(this)
  }
  isRecording() {
    return this.note.isSampled && !this.note.end
  }
  spanContext() {
    const { traceId, spanId, isSampled } = this.note
    return { traceId, spanId, traceFlags: +isSampled }
  }
}

/** Renames a span for good. @param {Span} span @param {string} name */
export const updateSpanName = (span, name) => {
  span.updateName(name).setAttribute('sentry.custom_span_name', name)
}

/**
 * Notes the status of a response. The performance stage says it in Sentry's words (`../on_demand/performance/http_status.js`).
 * @param {Span} span
 * @param {number} code
 */
export const setHttpStatus = (span, code) => {
  span.setAttribute('http.response.status_code', code).setStatus({ code: code >= 100 && code < 400 ? 1 : 2 })
}
