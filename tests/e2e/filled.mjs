// @ts-check
// A server with something on each of its pages: every event of the fixtures, page loads, transactions and sessions.
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { envelope, failure, pageLoad } from './envelope.mjs'

const EVENTS = new URL('../fixtures/events/', import.meta.url)
const RELEASES = ['shop@1.9.2', 'shop@1.10.0']

const id = (/** @type {number} */ length) => randomUUID().replaceAll('-', '').slice(0, length)

/** A transaction of a back end with one span. */
function transaction(/** @type {string} */ name) {
  const timestamp = Date.now() / 1000
  const trace = { trace_id: id(32), span_id: id(16), op: 'http.server', status: 'internal_error' }
  const common = { trace_id: trace.trace_id, start_timestamp: timestamp - 0.3, timestamp }
  return item('transaction', {
    ...common,
    event_id: id(32),
    type: 'transaction',
    platform: 'python',
    transaction: name,
    release: RELEASES[1],
    contexts: { trace },
    spans: [{ ...common, span_id: id(16), parent_span_id: trace.span_id, op: 'db', description: 'SELECT 1' }],
  })
}

/** A session that crashed, or not. */
const session = (/** @type {string | undefined} */ release, /** @type {string} */ status) =>
  item('session', {
    sid: randomUUID(),
    did: randomUUID(),
    init: true,
    started: new Date(Date.now() - 60_000).toISOString(),
    status,
    errors: status === 'ok' ? 0 : 1,
    attrs: { release, environment: 'live' },
  })

/** A vital of a soft navigation. */
function softNavigation(/** @type {string} */ route, /** @type {number} */ lcp) {
  const text = (/** @type {string} */ value) => ({ type: 'string', value })
  const end_timestamp = Date.now() / 1000
  const attributes = {
    'sentry.op': text('ui.webvital.lcp'),
    'http.route': text(route),
    'sentry.pageload.span_id': text(id(16)),
    'browser.navigation.id': text('2'),
    'browser.navigation.type': text('soft-navigation'),
    'browser.web_vital.lcp.value': { type: 'double', value: lcp },
  }
  const span = { trace_id: id(32), span_id: id(16), name: 'h1', is_segment: false, status: 'ok', attributes }
  const items = [{ ...span, start_timestamp: end_timestamp - lcp / 1000, end_timestamp }]
  return item('span', { version: 2, items })
}

/** What a client did not send. */
const clientReport = (
  /** @type {string} */ category,
  /** @type {string} */ reason,
  /** @type {number} */ quantity,
) =>
  item('client_report', {
    timestamp: Date.now() / 1000,
    discarded_events: [{ category, reason, quantity }],
  })

/** An envelope with one item. */
function item(/** @type {string} */ type, /** @type {Record<string, unknown>} */ body) {
  const payload = JSON.stringify(body)
  return `{"event_id":"${id(32)}"}\n${JSON.stringify({ type, length: Buffer.byteLength(payload) })}\n${payload}\n`
}

/** Every word that the envelopes carry, as it may stand on a page. @type {Set<string>} */
export const sentWords = new Set()

/** Sends everything, and waits until it is stored. */
export async function fill(/** @type {import('./proxy.mjs').Proxy} */ proxy) {
  const names = readdirSync(EVENTS).filter((name) => name.endsWith('.json'))
  const events = names.map((name) => JSON.parse(readFileSync(new URL(name, EVENTS), 'utf8')))
  const envelopes = [
    ...events.map((event) => envelope({ ...event, timestamp: Date.now() / 1000, event_id: id(32) })),
    failure('TypeError', 'x is not a function', {
      release: RELEASES[0],
      environment: 'live',
      user: { id: '7' },
    }),
    failure('TypeError', 'x is not a function', {
      release: RELEASES[1],
      environment: 'live',
      user: { id: '8' },
    }),
    ...[900, 2900, 4900, 1200].flatMap((lcp) => [pageLoad('/cart/:id', lcp), pageLoad('/', lcp / 2)]),
    ...[90, 130, 2600].map((lcp) => softNavigation('/cart/:id', lcp)),
    clientReport('span', 'sample_rate', 40),
    clientReport('transaction', 'before_send', 3),
    transaction('/api/prices'),
    transaction('/api/cart/{id}'),
    ...RELEASES.flatMap((release) => [session(release, 'ok'), session(release, 'crashed')]),
    item('feedback', {
      event_id: id(32),
      timestamp: Date.now() / 1000,
      platform: 'javascript',
      contexts: {
        feedback: { message: 'the button does nothing', name: 'Ada', contact_email: 'ada@shop.test' },
      },
    }),
    item('event', { message: 'last of all', event_id: id(32), timestamp: Date.now() / 1000 }),
  ]
  for (const sent of envelopes) {
    for (const [word] of sent.matchAll(/[A-Za-z]+/g)) sentWords.add(word)
    const { status } = await proxy.send(sent)
    if (status !== 200) throw new Error(`the server answers ${status}`)
  }
  await proxy.waitForIssue(/last of all/)
  await work(proxy)
}

/** What people do on the pages: each state, a comment, merged and discarded issues, keys, filters and a saved search. */
async function work(/** @type {import('./proxy.mjs').Proxy} */ proxy) {
  /** @type {number[]} */
  const ids = (await proxy.issues()).map((issue) => Number(issue.id)).sort((a, b) => a - b)
  const [resolved, archived, until, merged, into, discarded, assigned] = ids
  const change = (/** @type {number | undefined} */ issue, /** @type {Record<string, unknown>} */ fields) => [
    '/issues/changes/',
    { issue, ...fields },
  ]
  for (const word of 'Ada looks into it mobile mine'.split(' ')) sentWords.add(word)
  /** @type {any[]} */
  const forms = [
    change(resolved, { action: 'resolve' }),
    change(archived, { action: 'archive' }),
    change(until, { action: 'archive-events', more: 100, minutes: 60 }),
    change(assigned, { action: 'assign', assignee: 'Ada' }),
    change(assigned, { action: 'priority-low' }),
    change(assigned, { action: 'bookmark' }),
    [`/issues/${assigned}/comments/`, { text: 'Ada looks into it' }],
    ['/issues/merge/', { into, issue: [into, merged] }],
    ['/issues/delete/', { issue: discarded, what: 'discard' }],
    ['/projects/demo/keys/', { name: 'mobile' }],
    ['/projects/demo/settings/', { setting: 'filters.releases', 'filters.releases': 'shop@0.*' }],
    ['/searches/', { name: 'mine', query: 'level:fatal' }],
  ]
  for (const [path, fields] of forms) {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, String(one))
    }
    const headers = { origin: proxy.url, 'sec-fetch-site': 'same-origin' }
    const answer = await fetch(proxy.url + path, { method: 'POST', body, headers, redirect: 'manual' })
    if (answer.status !== 303) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
}
