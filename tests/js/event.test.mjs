// @ts-check
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { randomId } from '../../js/builtins/random_id.js'
import { SDK } from '../../js/last_resort/brief_event.js'
import { eventOf, samplingContext } from '../../js/report/event.js'
import { normalizer } from '../../js/report/normalize.js'
import { memberDivider } from '../../js/report/shared_members.js'

const job = { eventId: 'e', now: 1500, scope: { breadcrumbs: [] }, url: 'https://a.test/?token=x' }

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.equal(SDK.version, version)
})

test('ids', () => {
  assert.match(randomId(), /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  assert.notEqual(randomId(), randomId())
})

test('an event without integrations', () => {
  const event = eventOf(
    job,
    [],
    { release: 'web@1' },
    normalizer({}),
    () => undefined,
    () => undefined,
    false,
  )
  const { trace } = JSON.parse(JSON.stringify(event.contexts))
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: 'e',
    timestamp: 1.5,
    platform: 'javascript',
    release: 'web@1',
    environment: 'production',
    sdk: { ...SDK, settings: { infer_ip: 'never' } },
    extra: {},
    contexts: { trace },
  })
})

test('a context that cannot be read costs the event nothing else', () => {
  const { DateTimeFormat } = Intl
  Intl.DateTimeFormat = /** @type {any} */ (
    () => {
      throw new RangeError('no such locale')
    }
  )
  try {
    const event = eventOf(
      job,
      [],
      {},
      normalizer({}),
      () => true,
      () => undefined,
      false,
    )
    assert.equal(event.request.url, 'https://a.test/?token=[Filtered]')
    assert.equal(event.contexts.culture, undefined)
  } finally {
    Intl.DateTimeFormat = DateTimeFormat
  }
})

test('an event is divided into members of its own and those of the event before, which are the same text', () => {
  const divide = memberDivider(JSON.stringify)
  const eventWith = (/** @type {object} */ more) =>
    eventOf(
      { ...job, message: 'm', ...more },
      [],
      { release: 'web@1' },
      normalizer({}),
      () => true,
      () => undefined,
      false,
    )
  const parsed = (/** @type {string | undefined} */ text) => JSON.parse(text ?? '')
  const user = { id: 7 }
  const scope = { ...job.scope, user, fingerprint: ['f'], level: 'info' }
  const event = eventWith({ scope })
  const first = divide(event, job)
  assert.deepEqual({ ...parsed(first.payload), ...parsed(first.members) }, JSON.parse(JSON.stringify(event)))
  assert.deepEqual(
    Object.keys(parsed(first.payload)).filter((key) => key in parsed(first.members)),
    [],
  )
  assert.deepEqual(first.trace, samplingContext(event, job))
  const second = divide(eventWith({ scope, eventId: 'f', now: 9, message: 'n' }), job)
  assert.deepEqual([second.members, parsed(second.payload).message], [first.members, 'n'])
  assert.equal(second.trace, first.trace)
  // The page may change what it has given to a scope.
  user.id = 8
  assert.equal(parsed(divide(eventWith({ scope }), job).members).user.id, 8)
})

test('the sampling context of a trace has one random number for all of its events', () => {
  const event = eventOf(
    job,
    [],
    { release: 'web@1' },
    normalizer({}),
    () => undefined,
    () => undefined,
    false,
  )
  const first = samplingContext(event, job)
  assert.equal(first.trace_id, event.contexts.trace.trace_id)
  assert.match(first.sample_rand, /^0\.\d{6}$/)
  assert.deepEqual(samplingContext({ ...event, event_id: 'other' }, job), first)
  const ofApp = { contexts: { trace: { trace_id: 'of an app' } } }
  assert.equal(samplingContext(ofApp, job).sample_rand, undefined)
  assert.equal(samplingContext({ contexts: {} }, job), undefined)
})

test('an event of a page that traces has the trace and the sampling context of its capture', () => {
  const traced = { ...job, contexts: { trace: { trace_id: 't', span_id: 's' } }, trace: { trace_id: 't' } }
  const make = (/** @type {any} */ captured) =>
    eventOf(
      captured,
      [],
      {},
      normalizer({}),
      () => undefined,
      () => undefined,
      false,
    )
  const event = make(traced)
  assert.equal(event.contexts.trace.span_id, 's')
  assert.equal(samplingContext(event, traced), traced.trace)
  // A trace of the page's own making is not the one of the sampling context.
  const own = make({
    ...traced,
    scope: { ...job.scope, contexts: { trace: { trace_id: 'o', span_id: 'p' } } },
  })
  assert.equal(own.contexts.trace.span_id, 'p')
  assert.notEqual(samplingContext(own, traced), traced.trace)
})
