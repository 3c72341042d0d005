// @ts-check
// Spans of what a page loads: scripts, styles, images, ... https://www.w3.org/TR/resource-timing/
import { add, filter, map } from '../../builtins/lists.js'
import { keysOf } from '../../builtins/originals.js'
import { cleanUrl } from '../../report/privacy.js'
import { epoch } from '../../tracing/clock.js'
import { isOwnFile } from './own_files.js'
import { snakeCase } from './snake_case.js'

/** Most resource spans of a segment; those that took least are counted alone. */
const MAX_RESOURCES = 200

/** Chromium tells sizes above 2 GiB that are none. */
const MAX_SIZE = 2 ** 31 - 1

/** Members of an entry by Sentry's names. */
const VALUES = [
  ['http.response.status_code', 'responseStatus'],
  ['http.response.size', 'transferSize'],
  ['http.response.body.size', 'encodedBodySize'],
  ['http.response.body.decoded_size', 'decodedBodySize'],
  ['resource.render_blocking_status', 'renderBlockingStatus'],
  ['http.response_delivery_type', 'deliveryType'],
]

/** Times of an entry, whose names Sentry spells in its own way. */
const TIMES = [
  'redirectStart',
  'redirectEnd',
  'workerStart',
  'fetchStart',
  'domainLookupStart',
  'domainLookupEnd',
  'connectStart',
  'secureConnectionStart',
  'connectEnd',
  'requestStart',
  'responseStart',
  'responseEnd',
]

/** The first and the last of a look-up and a connection: they are as `fetchStart` where there was none. */
const CONNECTING = 4
const CONNECTED = 8

/** The attribute of each. */
const TIME_NAMES = map(
  TIMES,
  (member) => `http.request.${member === 'connectEnd' ? 'connection_end' : snakeCase(member)}`,
)

/** `h2`, `h3`, `http/1.1`, or the name of another protocol. */
const PROTOCOL = /^(?:h|http\/)([\d.]+)$/

/** Scheme, host and its name without the port. */
const ADDRESS = /^(\w[\w+.-]*):\/\/(?:[^/?#]*@)?(([^/?#:]*|\[[^\]]*\])(?::\d+)?)(?:[/?#]|$)/

/**
 * The times of a request, in s since 1970. A time of 0 is left out: it did not happen, or another origin hides it. So are
 * those of a connection that was there before, which would be a fifth of the span.
 * @param {any} entry
 * @returns {Record<string, unknown>}
 */
export const timingAttributes = (entry) => {
  const { nextHopProtocol = '', responseStart, fetchStart } = entry
  const [, version] = PROTOCOL.exec(nextHopProtocol) ?? []
  /** @type {Record<string, unknown>} */
  const attributes = {
    'network.protocol.name': version ? 'http' : nextHopProtocol || 'unknown',
    'network.protocol.version': version ?? 'unknown',
    'http.request.time_to_first_byte': responseStart ? responseStart / 1000 : undefined,
  }
  for (let at = 0; at < TIMES.length; at++) {
    const time = entry[/** @type {string} */ (TIMES[at])]
    if (time && (time !== fetchStart || at < CONNECTING || at > CONNECTED))
      attributes[/** @type {string} */ (TIME_NAMES[at])] = epoch(time) / 1000
  }
  return attributes
}

/** @param {any} entry @param {string} pageOrigin @returns {import('./navigation_phases.js').Child} */
export const resourceSpan = (entry, pageOrigin) => {
  const { name: url, initiatorType, startTime, duration } = entry
  const [, scheme, host, domain] = ADDRESS.exec(url) ?? []
  /** @type {Record<string, unknown>} */
  const attributes = timingAttributes(entry)
  attributes['url.scheme'] = scheme
  attributes['server.address'] = host
  attributes['url.domain'] = domain
  attributes['http.request.same_origin'] = `${scheme}://${host}` === pageOrigin
  attributes['url.full'] = shortUrl(url)
  map(VALUES, ([name = '', member = '']) => {
    const value = entry[member]
    if (typeof value === 'string' ? value : value < MAX_SIZE) attributes[name] = value
  })
  return {
    name: domain || 'Resource',
    op: `resource.${initiatorType || 'other'}`,
    origin: 'auto.resource.browser.metrics',
    start: epoch(startTime),
    // Chromium tells durations below 0.
    end: epoch(startTime + (duration > 0 ? duration : 0)),
    attributes,
  }
}

/** An address without secrets, and without the data that it may consist of. @param {string} url */
export const shortUrl = (url) => (/^data:/i.test(url) ? (url.split(',', 1)[0] ?? '') : cleanUrl(url))

/**
 * Spans of the resources that took longest. Requests of the page's own have theirs from the start.
 * @param {any[]} entries
 * @param {string[]} ignored ops of spans that the page does not want
 * @param {string} pageOrigin
 */
export const resourceSpans = (entries, ignored, pageOrigin) => {
  const wanted = filter(entries, ({ name, startTime, initiatorType }) => {
    const isRequest = initiatorType === 'fetch' || initiatorType === 'xmlhttprequest'
    if (isRequest || isOwnFile(name, startTime)) return false
    return !(ignored[0] && ignored.indexOf(`resource.${initiatorType || 'other'}`) >= 0)
  })
  /** @type {Record<string, number>} */
  const dropped = {}
  let chosen = wanted
  if (wanted.length > MAX_RESOURCES) {
    const durations = map(wanted, ({ duration }) => duration).sort((a, b) => b - a)
    const least = durations[MAX_RESOURCES - 1] ?? 0
    chosen = []
    map(wanted, (entry) => {
      if (chosen.length < MAX_RESOURCES && entry.duration >= least) return add(chosen, entry)
      const type = entry.initiatorType || 'other'
      dropped[type] = (dropped[type] ?? 0) + 1
    })
  }
  /** @type {Record<string, unknown>} */
  const attributes = { 'browser.resource.count': wanted.length || undefined }
  map(keysOf(dropped), (type) => {
    attributes[`browser.resource.dropped.${type}`] = dropped[type]
  })
  return { spans: map(chosen, (entry) => resourceSpan(entry, pageOrigin)), attributes }
}
