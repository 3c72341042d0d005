// @ts-check
import { fields, scopeFields } from './caught.js'
import { ANSWERED, BREADCRUMB, CAPTURE, INIT, LOSSES, load, SCOPE, TAKE } from './core.js'
import { fallback } from './fallback.js'
import { join, json } from './fields.js'
import { observeConsole } from './observe/console.js'
import { observeClicks } from './observe/dom.js'
import { observeErrors } from './observe/errors.js'
import { observeHistory } from './observe/history.js'
import { observeFetch } from './observe/net.js'
import { endpoint, post } from './send.js'

/** Most things that wait for the core. */
const MAX_PENDING = 500

/**
 * The flight recorder: observes the page, hands plain values to the core in order, and sends what it gives back.
 * @param {Record<string, any>} options
 * @param {string | URL} beside where the core lies, if no option says otherwise
 */
export function record({ dsn, wasm, isMuted, ...options }, beside) {
  const url = endpoint(dsn)
  const fetch = globalThis.fetch.bind(globalThis)
  const standIn = fallback()
  let call = standIn
  /** @type {Parameters<import('./core.js').Call>[] | undefined} */
  let pending = []
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {string | undefined} */
  let lastEventId
  const sending = new Set()

  const settings = join(Object.entries(options).flat())
  const ready = load(wasm ?? beside, fetch).then(begin, (error) => {
    console.warn('balefire: no wasm core:', error)
    begin(standIn)
  })

  /** Hands over what waits, to the core or to what stands in for it. @param {import('./core.js').Call} core */
  function begin(core) {
    // The page was left before the core came, and the stand-in has begun.
    if (!pending) return
    call = core
    const wrong = run(INIT, settings)
    if (wrong) console.warn('balefire: wrong options:', wrong)
    const early = pending
    pending = undefined
    for (const told of early) due(run(...told))
  }

  /** @param {number} op @param {string} text @param {number} now @param {number} number @returns {string} */
  function run(op, text, now = Date.now(), number = 0) {
    try {
      return call(op, text, now, number)
    } catch {
      if (call === standIn) return ''
      // The core died of its own panic: go on without it.
      call = standIn
      run(INIT, settings)
      return run(op, text, now, number)
    }
  }

  /** @param {number} op @param {string} text */
  function tell(op, text, now = Date.now()) {
    const number = op === CAPTURE ? Math.random() : 0
    if (!pending) due(run(op, text, now, number))
    else if (pending.length < MAX_PENDING) pending.push([op, text, now, number])
  }

  /** @param {string} ms */
  function due(ms) {
    if (ms === '0') drain()
    else if (ms) timer ??= setTimeout(drain, +ms)
  }

  function drain(leaving = false) {
    clearTimeout(timer)
    timer = undefined
    if (pending) return
    const at = new Date().toISOString()
    const next = () => run(TAKE, at) || (leaving && run(LOSSES, at))
    for (let envelope = next(); envelope; envelope = next()) {
      const sent = post(fetch, url, envelope).then(({ status, headers }) => {
        sending.delete(sent)
        run(ANSWERED, join(headers), Date.now(), status)
      })
      sending.add(sent)
    }
  }

  const recorder = {
    /** @param {Omit<Parameters<typeof fields>[0], 'eventId'>} caught @param {number} [now] */
    capture(caught, now) {
      const eventId = randomId()
      const list = fields({ eventId, ...caught })
      if (!list) return lastEventId
      tell(CAPTURE, join(list), now)
      lastEventId = eventId
      return eventId
    },
    /** @param {Record<string, any>} breadcrumb */
    addBreadcrumb(breadcrumb) {
      tell(BREADCRUMB, json({ timestamp: Date.now() / 1000, ...breadcrumb }))
    },
    /** @param {any} context */
    patchScope(context) {
      tell(SCOPE, join(scopeFields(context)))
    },
    lastEventId: () => lastEventId,
    /** Sends all that waits; whether it was sent within the time, in ms. */
    async flush(timeout = 2000) {
      const done = ready.then(() => {
        drain()
        return Promise.all(sending)
      })
      return Promise.race([
        done.then(() => true),
        new Promise((resolve) => setTimeout(resolve, timeout, false)),
      ])
    },
    close() {
      for (const undo of undos) undo()
    },
  }

  const leave = () => {
    if (document.visibilityState !== 'hidden') return
    if (pending?.some(([op]) => op === CAPTURE)) begin(standIn)
    drain(true)
  }
  addEventListener('visibilitychange', leave, true)
  if (isMuted) console.warn('balefire: the script tag lacks crossorigin="anonymous"')
  const undos = [
    observeErrors(recorder),
    observeConsole(recorder),
    observeClicks(recorder),
    // Wrapping fetch there would hide what the page does not handle.
    isMuted ? () => {} : observeFetch(recorder),
    observeHistory(recorder),
    () => removeEventListener('visibilitychange', leave, true),
  ]
  return recorder
}

/** @typedef {ReturnType<typeof record>} Recorder */

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
