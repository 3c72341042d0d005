// @ts-check
// Spans of what the browser does to load a page. https://www.w3.org/TR/navigation-timing-2/#processing-model
import { add, map } from '../../builtins/lists.js'
import { cleanUrl } from '../../report/privacy.js'
import { epoch } from '../../tracing/clock.js'
import { snakeCase } from './snake_case.js'

/**
 * A finished child of a segment, as the tracer takes it.
 * @typedef {{ name: string, op: string, origin: string, start: number, end: number, attributes: Record<string, unknown> }} Child
 */

/** What it is, its name, and the members of the entry with start and end where they are called otherwise. */
const PHASES = [
  ['unloadEvent', 'Unload event'],
  ['redirect', 'Redirect'],
  ['domContentLoadedEvent', 'DOMContentLoaded event'],
  ['loadEvent', 'Load event'],
  ['connect', 'Connect'],
  ['tls_ssl', 'TLS handshake', 'secureConnectionStart', 'connectEnd'],
  ['cache', 'Cache lookup', 'fetchStart', 'domainLookupStart'],
  ['dns', 'DNS lookup', 'domainLookupStart', 'domainLookupEnd'],
  ['request', 'Request', 'requestStart', 'responseEnd'],
  ['response', 'Response'],
]

/** @param {any} entry of navigation timing @returns {Child[]} */
export const phaseSpans = (entry) => {
  const url = cleanUrl(entry.name)
  /** @type {Child[]} */
  const spans = []
  map(PHASES, ([kind = '', name = '', from = `${kind}Start`, to = `${kind}End`]) => {
    const start = entry[from]
    const end = entry[to]
    // 0: it did not happen, or another origin hides it.
    if (!start || !end || end < start) return
    add(spans, {
      name,
      op: `browser.${snakeCase(kind)}`,
      origin: 'auto.ui.browser.metrics',
      start: epoch(start),
      end: epoch(end),
      attributes: {
        'url.full': url,
        'http.redirect_count': kind === 'redirect' ? entry.redirectCount : undefined,
      },
    })
  })
  return spans
}

/** @param {{ name: string, startTime: number }} entry of paint timing @returns {Child} */
export const paintSpan = ({ name, startTime }) => ({
  name,
  op: 'browser.paint',
  origin: 'auto.resource.browser.metrics',
  start: epoch(startTime),
  end: epoch(startTime),
  attributes: { 'browser.paint.type': name },
})
