// @ts-check

import { write } from '../builtins/json.js'
import { add, filter, map } from '../builtins/lists.js'
import { attempt, now as clock, isoOf, timer, warn } from '../builtins/originals.js'
import { COUNT_LOSS, DEQUEUE, ENQUEUE, INIT, NOTE_RESPONSE, TAKE_LOSSES } from '../core/core.js'
import { fallback } from '../core/fallback.js'
import { join, split } from '../core/fields.js'
import { canSend, post } from './transport.js'

/** @typedef {{ kind: string, payload: string | undefined, eventId?: string | undefined }} Item */

/** @param {string} kind @param {string | undefined} payload JSON, which has no newlines */
const itemOf = (kind, payload) => `{"type":"${kind}"}\n${payload}\n`

/**
 * The way to the core, and from it to the server. Until the core is there nothing can be asked of it; where it cannot
 * come, or dies, its stand-in takes its place.
 * @param {{
 *   url: string, tunnelled: string, rate: number, flags: string, fetch: typeof fetch,
 *   wasm: (fetch: typeof globalThis.fetch) => Promise<import('../core/core.js').Call>,
 *   bundle: import('../recorder/recorder.js').Bundle,
 * }} how
 * @param {() => void} begin called once the core or its stand-in can be asked
 */
export const sendQueue = ({ url, tunnelled, rate, flags, wasm, fetch, bundle }, begin) => {
  const fallbackCore = fallback()
  /** @type {import('../core/core.js').Call | undefined} */
  let call
  let isDue = false
  /** Items that wait, the oldest first. The core knows their types. @type {Item[]} */
  let waiting = []
  /** @type {Promise<unknown>[]} */
  let sending = []

  /** It may take the place of another, as the core of the stand-in. @param {import('../core/core.js').Call} core */
  const useCore = (core) => {
    call = core
    run(INIT, flags, 0, rate)
    map(waiting, ({ kind }) => run(ENQUEUE, kind))
  }

  /** @param {number} op @param {string} [text] @param {number} [now] @param {number} [number] @returns {string} */
  const run = (op, text = '', now = clock(), number = 0) => {
    try {
      return call?.(op, text, now, number) ?? ''
    } catch {
      if (call === fallbackCore) return ''
      // The core died of its own panic: go on without it.
      useCore(fallbackCore)
      return run(op, text, now, number)
    }
  }

  /** @param {Partial<Item>} item what was lost goes with it */
  const send = async ({ kind = 'client_report', payload, eventId }) => {
    const at = attempt(() => isoOf(new Date()))
    const lost = split(run(TAKE_LOSSES))
    const report = { timestamp: clock() / 1000, discarded_events: [] }
    for (let at = 0; at < lost.length - 1; at += 3)
      add(report.discarded_events, {
        reason: lost[at],
        category: lost[at + 1],
        quantity: Number(lost[at + 2]),
      })
    const hasReport = report.discarded_events[0]
    if (!payload && !hasReport) return
    const envelope = `${write({ event_id: eventId, sent_at: at, dsn: tunnelled || undefined })}\n${
      payload ? itemOf(kind, payload) : ''
    }${hasReport ? itemOf('client_report', write(report)) : ''}`
    const { status, headers } = await post(fetch, url, envelope, bundle.withAttachments?.(envelope, eventId))
    run(NOTE_RESPONSE, join([...headers, kind]), clock(), status)
    drain()
  }

  /** The oldest item that may be sent. */
  const next = () => {
    for (;;) {
      const answer = run(DEQUEUE)
      const [item, ...others] = waiting
      if (!answer || !item) return
      waiting = others
      if (answer === '+') return item
    }
  }

  /** What there is no room for waits; the core counts what it has no room for. */
  const drain = (leaving = false) => {
    isDue = false
    while (leaving || canSend()) {
      const item = next()
      if (item) track(send(item))
      else break
    }
    if (leaving) track(send({}))
  }

  /** Comes for items when the core says so. @param {string} ms */
  const schedule = (ms) => {
    if (ms === '0') drain()
    else if (ms && !isDue) {
      isDue = true
      timer(drain, Number(ms))
    }
  }

  /** What `flush` waits for. @param {Promise<unknown>} work */
  const track = (work) => {
    const done = (async () => {
      try {
        await work
      } catch (error) {
        warn('', error)
      }
      sending = filter(sending, (one) => one !== done)
    })()
    add(sending, done)
  }

  const open = async () => {
    /** @type {import('../core/core.js').Call} */
    let core = fallbackCore
    try {
      core = await wasm(fetch)
    } catch (error) {
      warn(' no wasm core:', error)
    }
    useCore(core)
    begin()
  }
  const ready = open()

  return {
    run,
    track,
    drain,
    /** @param {number} reason @param {string} kind @param {number} quantity */
    lose(reason, kind, quantity) {
      schedule(run(COUNT_LOSS, join([reason, kind]), clock(), quantity))
    },
    /** @param {Item} item @param {number} isUrgent 1 if there may be no later */
    enqueue(item, isUrgent) {
      const ms = run(ENQUEUE, item.kind, clock(), isUrgent)
      if (ms === '!') return
      add(waiting, item)
      schedule(ms)
    },
    isReady: () => Boolean(call),
    /** Goes on without the core, if it is not there yet. */
    useFallback() {
      if (call) return
      useCore(fallbackCore)
      begin()
    },
    /** Whether all was sent within the time, in ms. @param {number} timeout @param {() => void} work */
    flush(timeout, work) {
      const all = async () => {
        await ready
        // What is sent may be followed by what a function of the page's has made of an event meanwhile.
        for (;;) {
          work()
          drain()
          if (!sending.length) return true
          await sending[0]
        }
      }
      return Promise.race([all(), new Promise((resolve) => timer(() => resolve(false), timeout))])
    },
  }
}
