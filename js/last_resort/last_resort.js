// @ts-check
import { writeBriefly } from '../builtins/brief_json.js'
import { map } from '../builtins/lists.js'
import { hasNoNetwork } from '../builtins/network.js'
import { attempt, now as clock, isoOf } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { randomId } from '../builtins/random_id.js'
import { isOffline } from '../recorder/endpoint.js'
import { NETWORK_ERROR, RATELIMIT_BACKOFF, SEND_ERROR } from '../recorder/losses.js'
import { askPage } from './ask_page.js'
import { briefEvent } from './brief_event.js'
import { keep, keepLosses, keptKey } from './kept_for_next_page.js'

/** Most characters in flight: browsers refuse more with `keepalive`. They refuse more than 15 requests, too, so that each counts as a 15th at least. */
const MAX_IN_FLIGHT = 60_000
const LEAST = 4000

/** Pause after a 429 that names none, in seconds: Sentry's default. */
const PAUSE = 60

/**
 * Stage 1's small sender: for sessions, and for captures where stage 2 cannot be had in time. One envelope a request.
 * @param {any} client
 * @param {import('../recorder/recorder.js').PageParts} page
 * @param {ReturnType<typeof import('../recorder/waiting_captures.js').waitingCaptures>} waiting
 *
 * @typedef {{ response: Response, at: number }} Answer with the time when it came
 */
export const lastResort = (client, { fetch, url, withoutRecursion }, waiting) => {
  const { options } = client
  const key = keptKey(options.dsn)
  let limitedUntil = 0
  let sent = 0
  let lost = 0
  let heldBack = 0
  let inFlight = 0
  /** Done when all that is sent is. @type {unknown} */
  let sending
  /** The newest, for stage 2. @type {Answer | undefined} */
  let answer

  /** @param {string} type @param {string | undefined} payload @param {any} of a capture, or a small item */
  const envelopeOf = (type, payload, { eventId: event_id, times: times_seen, container, trace }) => {
    const sent_at = attempt(() => isoOf(new Date()))
    const dsn = options.tunnel && options.dsn
    return `${writeBriefly({ event_id, sent_at, dsn, trace })}\n${writeBriefly({ type, times_seen, ...container })}\n${payload}\n`
  }

  /** The status of the answer; 0 without one, and for a server that fails. Never rejects. Without a type of its own, a text needs no CORS preflight. @param {string} body */
  const send = async (body) => {
    const size = body.length > LEAST ? body.length : LEAST
    if (inFlight + size > MAX_IN_FLIGHT || hasNoNetwork()) return 0
    inFlight += size
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        keepalive: true,
        credentials: 'omit',
        referrerPolicy: 'strict-origin',
      })
      const { status, headers } = response
      answer = { response, at: clock() }
      if (status === 429) limitedUntil = clock() + (Number(headers.get('retry-after')) || PAUSE) * 1000
      return status < 500 ? status : 0
    } catch {
      // The budget of `keepalive` refuses a body, or the page has broken `fetch`. A beacon says nothing of its arrival, so
      // it is for pages that have no later.
      return isPageHidden() && attempt(() => navigator.sendBeacon(url, body)) ? 200 : 0
    } finally {
      inFlight -= size
    }
  }

  /** Stage 2 of this page tells of losses, or that of the next page. */
  const tellLosses = () => isOffline(options) && waiting.tellLosses((losses) => keepLosses(key, losses))

  /** @param {string} type @param {number | undefined} times @param {number} reason */
  const lose = (type, times = 1, reason) => {
    waiting.lose([times, type, reason])
    tellLosses()
  }

  /**
   * Counts what the server has refused; it has counted itself what it has limited.
   * @param {number} status @param {string} type @param {number} [times]
   */
  const noteRefusal = (status, type, times) => {
    if (status >= 400 && status !== 429) lose(type, times, SEND_ERROR)
  }

  /** @param {any} job @param {string} envelope */
  const sendEvent = async (job, envelope) => {
    const { times, eventId } = job
    const status = await send(envelope)
    if (status) {
      if (status < 400) sent++
      else lost++
      return noteRefusal(status, 'event', times)
    }
    // A page that is left may have no later; where nothing can be kept, it waits for the page to come back.
    const losses = isPageHidden() && isOffline(options) && keep(key, [[envelope, 'event', times, eventId]])
    if (!losses) waiting.putBack(job)
    else if (losses[0]) lost++
  }

  /** @param {import('../recorder/recorder.js').SmallItem} item */
  const sendSmall = async (item) => {
    const { type, payload, container } = item
    const times = container?.item_count
    if (clock() < limitedUntil) return lose(type, times, RATELIMIT_BACKOFF)
    const envelope = envelopeOf(type, payload, item)
    const status = await send(envelope)
    if (status) noteRefusal(status, type, times)
    // It waits nowhere else.
    else if (!(isOffline(options) && keep(key, [[envelope, type, times, randomId()]])))
      lose(type, times, NETWORK_ERROR)
  }

  /** @param {Promise<unknown>} work never rejects */
  const track = (work) => {
    const before = sending
    sending = (async () => {
      await before
      await work
    })()
  }

  return {
    /** Sends something that is no capture; in a pause that the server wants, it is counted as lost. @param {import('../recorder/recorder.js').SmallItem} item */
    sendItem: (item) => track(sendSmall(item)),
    /** Sends the waiting captures in brief. The others go on to wait for stage 2. */
    report() {
      const isLimited = clock() < limitedUntil
      map(waiting.takeDistinct(), (job) => {
        // The page is asked once.
        const isAsked = !isLimited && !job.isHeldBack
        const payload = isAsked
          ? attempt(() => writeBriefly(askPage(briefEvent(job, options), job, client, withoutRecursion)))
          : undefined
        if (payload) return track(sendEvent(job, envelopeOf('event', payload, job)))
        if (isAsked) heldBack++
        job.isHeldBack ||= isAsked
        waiting.putBack(job)
      })
      tellLosses()
    },
    settled: () => sending,
    lastAnswer: () => answer,
    diagnose: () => ({ sent, heldBack, lost }),
  }
}
