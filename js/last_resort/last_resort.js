// @ts-check
import { write } from '../builtins/json.js'
import { add, filter, map } from '../builtins/lists.js'
import { attempt, now as clock, isoOf } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { askPage } from './ask_page.js'
import { briefEvent } from './brief_event.js'
import { keep } from './kept.js'
import { postBriefly } from './post.js'

/** Most requests in flight: browsers refuse more with `keepalive`. */
const MAX_REQUESTS = 15

/** Pause after a 429 that names none, in seconds: Sentry's default. */
const PAUSE = 60

/**
 * Stage 1's small sender: for sessions, and for captures where stage 2 cannot be had in time. One envelope a request.
 * @param {any} client
 * @param {import('../recorder/recorder.js').PageParts} page
 * @param {ReturnType<typeof import('../recorder/waiting_captures.js').waitingCaptures>} waiting
 *
 * @typedef {{ status: number, rateLimits?: string | null, retryAfter?: string | null, batching?: string | null }} Answer status 0: there was none
 */
export const lastResort = (client, { fetch, url, withoutRecursion }, waiting) => {
  const { options } = client
  let limitedUntil = 0
  let sent = 0
  /** @type {Promise<unknown>[]} */
  let sending = []
  /** The newest answer, for stage 2. @type {(Answer & { at: number }) | undefined} */
  let answer

  /** @param {string} type @param {string | undefined} payload @param {any} [job] */
  const envelopeOf = (type, payload, { eventId: event_id, times: times_seen } = {}) => {
    const sent_at = attempt(() => isoOf(new Date()))
    const dsn = options.tunnel && options.dsn
    return `${write({ event_id, sent_at, dsn })}\n${write({ type, times_seen })}\n${payload}\n`
  }

  /** Whether it arrived. @param {string} envelope */
  const send = async (envelope) => {
    const got = await postBriefly(fetch, url, envelope)
    const { status, retryAfter } = got
    answer = { ...got, at: clock() }
    if (status === 429) limitedUntil = clock() + (Number(retryAfter) || PAUSE) * 1000
    return status > 0 && status < 500
  }

  /** @param {any} job @param {string} envelope */
  const sendEvent = async (job, envelope) => {
    const hasRoom = sending.length < MAX_REQUESTS
    if (hasRoom && (await send(envelope))) sent++
    // A page that is left may have no later.
    else if (!isPageHidden() || !keep(options, envelope)) waiting.putBack(job)
  }

  /** @param {Promise<unknown>} work never rejects */
  const track = async (work) => {
    add(sending, work)
    await work
    sending = filter(sending, (one) => one !== work)
  }

  return {
    /** @param {string} payload */
    sendSession(payload) {
      if (clock() >= limitedUntil) track(send(envelopeOf('session', payload)))
    },
    /** Sends the waiting captures in brief. The others go on to wait for stage 2. */
    report: () =>
      void map(waiting.take(), (job) => {
        const payload =
          clock() >= limitedUntil
            ? attempt(() => write(askPage(briefEvent(job, options), job, client, withoutRecursion)))
            : undefined
        if (payload) track(sendEvent(job, envelopeOf('event', payload, job)))
        else waiting.putBack(job)
      }),
    settled: () => Promise.all(sending),
    lastAnswer: () => answer,
    countSent: () => sent,
  }
}
