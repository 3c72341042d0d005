// @ts-check
import { map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { millis } from './clock.js'

/** Sentry's names of attributes. https://getsentry.github.io/sentry-conventions/attributes/ */
export const OP = 'sentry.op'
export const ORIGIN = 'sentry.origin'
export const SOURCE = 'sentry.segment.name.source'

/** Sentry's and OpenTelemetry's number for a status that is an error. */
const STATUS_ERROR = 2

/** The functions of a span, with the names and shapes of Sentry's; index.d.ts describes each. `note` is what is sent. */
export class Span {
  /** @param {import('./notes.js').Note} note @param {(span: Span) => void} onEnd called once */
  constructor(note, onEnd) {
    this.note = note
    /** @type {typeof onEnd | undefined} */
    this.onEnd = onEnd
  }
  /** @param {string} key @param {unknown} value `undefined` removes it */
  setAttribute(key, value) {
    const { attributes } = this.note
    if (value === undefined) delete attributes[key]
    else attributes[key] = value
    return this
  }
  /** @param {Record<string, unknown>} attributes */
  setAttributes(attributes) {
    map(keysOf(attributes), (key) => this.setAttribute(key, attributes[key]))
    return this
  }
  /** @param {{ code: number, message?: string }} status */
  setStatus({ code, message }) {
    this.note.status = code === STATUS_ERROR ? message || 'internal_error' : 'ok'
    return this
  }
  /** @param {string} name */
  updateName(name) {
    const { note } = this
    note.name = name
    return note.segment === note ? this.setAttribute(SOURCE, 'custom') : this
  }
  /** @param {object} link */
  addLink(link) {
    return this.addLinks([link])
  }
  /** @param {object[]} links */
  addLinks(links) {
    this.note.links = [...(this.note.links ?? []), ...links]
    return this
  }
  addEvent() {
    return this
  }
  recordException() {}
  /** @param {unknown} [time] */
  end(time) {
    const { note, onEnd } = this
    this.onEnd = undefined
    if (!onEnd) return
    note.end = millis(time)
    onEnd(this)
  }
  isRecording() {
    return this.note.isSampled && !this.note.end
  }
  spanContext() {
    const { traceId, spanId, isSampled } = this.note
    return { traceId, spanId, traceFlags: Number(isSampled) }
  }
}
