// @ts-check
import { ANSWERED, BREADCRUMB, CAPTURE, INIT, SCOPE, TAKE } from './core.js'
import { split } from './fields.js'

/** Most envelopes that wait. */
const MAX_WAITING = 64

/**
 * A stand-in for the core where there can be none: where the Content-Security-Policy forbids wasm, or the file is
 * blocked. It keeps the scope and sends stacks as text; the proxy reads them with the core's own parser.
 * @returns {import('./core.js').Call}
 */
export function fallback() {
  /** @type {Record<string, string>} */
  const options = {}
  /** @type {Record<string, any>} */
  const scope = {}
  /** @type {unknown[]} */
  let breadcrumbs = []
  /** @type {string[]} */
  const waiting = []
  /** Nothing is sent before this time: the server asked for a pause, which here is the default of Sentry's. */
  let silentUntil = 0

  return (op, text, now, number) => {
    const fields = split(text)
    if (op === INIT) {
      while (fields.length) options[/** @type {string} */ (fields.shift())] = fields.shift() ?? ''
    } else if (op === SCOPE) {
      patch(scope, fields)
    } else if (op === BREADCRUMB) {
      breadcrumbs = [...breadcrumbs, JSON.parse(text)].slice(-100)
    } else if (op === CAPTURE && number < +(options.sampleRate ?? 1)) {
      const event = { ...eventOf(fields, { ...scope }), timestamp: now / 1000, breadcrumbs }
      const { release, environment = 'production' } = options
      const payload = JSON.stringify({ release, environment, ...event })
      if (waiting.length < MAX_WAITING && now >= silentUntil)
        waiting.push(`{"event_id":"${event.event_id}"}\n{"type":"event"}\n${payload}\n`)
    } else if (op === ANSWERED && number === 429) {
      silentUntil = now + 60_000
    } else if (op === TAKE) {
      return waiting.shift() ?? ''
    }
    return waiting.length ? '0' : ''
  }
}

/** @param {Record<string, any>} scope @param {string[]} fields */
function patch(scope, fields) {
  for (let at = 0; at < fields.length; at += 3) {
    const [section, key, value] = fields.slice(at, at + 3)
    const parsed = value ? JSON.parse(value) : undefined
    if (key) {
      scope[section] = { ...scope[section], [JSON.parse(key)]: parsed }
    } else {
      scope[section] = parsed
    }
  }
  return scope
}

/** The fields of caught.js as an event. @param {string[]} fields @param {Record<string, any>} scope */
function eventOf(fields, scope) {
  const [event_id, type, handled, url, Referer, agent, message, , count, ...rest] = fields
  const values = []
  for (let n = 0; n < +count; n++) {
    const [type, value, raw_stack] = rest.splice(0, 6)
    values.unshift({ type, value, raw_stack })
  }
  const thrown = values.at(-1)
  if (thrown) {
    if (thrown.raw_stack) scope.extra = { ...scope.extra, raw_stack: thrown.raw_stack }
    Object.assign(thrown, { raw_stack: undefined, mechanism: { type, handled: handled === '1' } })
  }
  return {
    event_id,
    platform: 'javascript',
    level: type === 'panic' ? 'fatal' : thrown ? 'error' : 'info',
    message,
    exception: thrown && { values },
    request: { url, headers: { 'User-Agent': agent, Referer: Referer || undefined } },
    sdk: { name: 'balefire.javascript', version: '0.1.0' },
    ...patch(scope, rest),
  }
}
