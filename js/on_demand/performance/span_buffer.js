// @ts-check
// Ended spans wait here for others of their trace: a container has spans of one trace, and an envelope one container.
import { writer } from '../../builtins/json.js'
import { add, filter, joined, map } from '../../builtins/lists.js'
import { attempt, keysOf } from '../../builtins/originals.js'
import { IGNORED, SEND_ERROR } from '../../core/discard_reasons.js'
import { SDK } from '../../last_resort/brief_event.js'
import { changedSpan } from './before_send_span.js'
import { CONTENT_TYPE, noteText, spanText, streamedSpan, VERSION } from './span_json.js'
import { isSegment, PAGE_VIEW } from './vital_spans.js'
import { withoutIgnored } from './without_ignored.js'

/** @typedef {import('../../tracing/notes.js').Note} Note */

/** Most spans that wait; how long they wait, in ms: Sentry's numbers. */
const MAX_SPANS = 1000
const WAIT = 5000

/** Most characters of a container. The server takes items of 1 MiB. */
const MAX_SIZE = 400_000

/** The same when the page is left: browsers carry 64 KiB of requests then, and one that is too large carries nothing. */
const MAX_SIZE_LEAVING = 20_000

/** Which go first where not all can: vitals, then segments. @param {Note} note */
const rank = (note) =>
  isSegment(note) ? 1 : note.attributes[PAGE_VIEW] ? 0 : note.origin === 'manual' ? 2 : 3

/**
 * @param {Record<string, any>} options of the client
 * @param {{
 *   common: () => Record<string, unknown>, samplingContext: (note: Note) => object,
 *   send: (item: import('../../send/item.js').Item) => void,
 *   countLoss: (reason: number, count: number) => void, timer: (act: () => void, ms: number) => void,
 * }} page `common`: the attributes of all its spans
 */
export const spanBuffer = (options, { common, samplingContext, send, countLoss, timer }) => {
  /** @type {Record<string, Note[]>} */
  let traces = {}
  let count = 0
  const infer = (options.dataCollection?.userInfo ?? options.sendDefaultPii) ? 'auto' : 'never'

  /** @param {string[]} texts of spans @param {Note} note one of them */
  const sendContainer = (texts, note) =>
    send({
      type: 'span',
      payload: `{"version":${VERSION},"ingest_settings":{"infer_ip":"${infer}","infer_user_agent":"${infer}"},"items":[${joined(texts, ',')}]}`,
      times: texts.length,
      trace: samplingContext(note),
      header: { sdk: SDK },
      container: { item_count: texts.length, content_type: CONTENT_TYPE },
    })

  /** @param {Note[]} notes of one trace @param {boolean} isLeaving */
  const sendTrace = (notes, isLeaving) => {
    const [first] = notes
    if (!first) return
    const shared = common()
    const json = writer()
    const most = isLeaving ? MAX_SIZE_LEAVING : MAX_SIZE
    /** @type {string[]} */
    let texts = []
    let size = 0
    map(notes, (note) => {
      const text = attempt(() =>
        options.beforeSendSpan
          ? spanText(json, changedSpan(note, streamedSpan(note, shared), options.beforeSendSpan))
          : noteText(json, note, shared),
      )
      if (!text) return countLoss(SEND_ERROR, 1)
      if (texts[0] && size + text.length > most) {
        sendContainer(texts, first)
        texts = []
        size = 0
      }
      size += text.length
      add(texts, text)
    })
    if (texts[0]) sendContainer(texts, first)
  }

  const flush = (isLeaving = false) => {
    const taken = traces
    traces = {}
    count = 0
    /** @type {Note[][]} */
    const ordered = []
    map(keysOf(taken), (trace) => {
      const notes = withoutIgnored(taken[trace] ?? [], options.ignoreSpans, (count) =>
        countLoss(IGNORED, count),
      )
      if (!isLeaving) return add(ordered, notes)
      // The vitals of all traces go before the spans of any.
      map([0, 1, 2, 3], (place) => {
        const some = filter(notes, (note) => rank(note) === place)
        ordered[place] = [...(ordered[place] ?? []), ...some]
      })
    })
    map(ordered, (notes) => {
      /** @type {Record<string, Note[]>} */
      const byTrace = {}
      map(notes, (note) => {
        byTrace[note.traceId] ??= []
        add(/** @type {Note[]} */ (byTrace[note.traceId]), note)
      })
      map(keysOf(byTrace), (trace) => sendTrace(byTrace[trace] ?? [], isLeaving))
    })
  }

  return {
    flush,
    /** @param {Note} note */
    add(note) {
      if (!count++) timer(() => flush(), WAIT)
      traces[note.traceId] ??= []
      add(/** @type {Note[]} */ (traces[note.traceId]), note)
      if (count >= MAX_SPANS) flush()
    },
  }
}
