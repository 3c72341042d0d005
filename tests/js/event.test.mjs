// @ts-check
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { randomId } from '../../js/builtins/random_id.js'
import { SDK } from '../../js/last_resort/brief_event.js'
import { ownMembersOf } from '../../js/report/event.js'
import { normalizer } from '../../js/report/normalize.js'
import { sharedMembersOf, sharedMembersTexts } from '../../js/report/shared_members.js'
import { samplingContext } from '../../js/report/trace.js'

const job = { eventId: 'e', now: 1500, scope: { breadcrumbs: [] }, url: 'https://a.test/?token=x' }

/** @param {object} options @param {(integration: string) => any} has @returns {any} */
const eventOf = (options, has, capture = job) => {
  const normal = normalizer(options)
  const shared = sharedMembersOf(capture, options, normal, has)
  const own = ownMembersOf(capture, [], shared, normal, () => undefined, false)
  return { ...shared, ...own }
}

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  assert.equal(SDK.version, version)
})

test('ids', () => {
  assert.match(randomId(), /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  assert.notEqual(randomId(), randomId())
})

test('an event without integrations', () => {
  const event = eventOf({ release: 'web@1' }, () => undefined)
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
    const event = eventOf({}, () => true)
    assert.equal(event.request.url, 'https://a.test/?token=[Filtered]')
    assert.equal(event.contexts.culture, undefined)
  } finally {
    Intl.DateTimeFormat = DateTimeFormat
  }
})

test('members of the event before are the same text, and no event has one of them itself', () => {
  const textsOf = sharedMembersTexts(JSON.stringify)
  const normal = normalizer({})
  const sharedOf = (/** @type {object} */ more) =>
    sharedMembersOf({ ...job, ...more }, { release: 'web@1' }, normal, () => true)
  const user = { id: 7 }
  const first = textsOf(sharedOf({ scope: { ...job.scope, user } }))
  assert.equal(first.trace?.release, 'web@1')
  assert.equal(textsOf(sharedOf({ eventId: 'f', now: 9, scope: { ...job.scope, user } })), first)
  const own = ownMembersOf(job, [], sharedOf({}), normal, () => undefined, false)
  const keys = Object.keys(JSON.parse(JSON.stringify(own)))
  assert.deepEqual(
    keys.filter((key) => key in JSON.parse(first.members ?? '')),
    [],
  )
  // The page may change what it has given to a scope.
  user.id = 8
  const second = textsOf(sharedOf({ scope: { ...job.scope, user } }))
  assert.equal(JSON.parse(second.members ?? '').user.id, 8)
})

test('the sampling context of a trace has one random number for all of its events', () => {
  const event = eventOf({ release: 'web@1' }, () => undefined)
  const first = samplingContext(event)
  assert.equal(first.trace_id, event.contexts.trace.trace_id)
  assert.match(first.sample_rand, /^0\.\d{6}$/)
  assert.deepEqual(samplingContext({ ...event, event_id: 'other' }), first)
  assert.equal(samplingContext({ contexts: { trace: { trace_id: 'of an app' } } }).sample_rand, undefined)
  assert.equal(samplingContext({ contexts: {} }), undefined)
})
