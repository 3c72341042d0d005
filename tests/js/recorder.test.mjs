// @ts-check
// The parts of the recorder.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ownId, randomId } from '../../js/builtins/random_id.js'
import { openCore } from '../../js/core/core.js'
import { lateReporter } from '../../js/last_resort/late_reporter.js'
import { breadcrumbAdder } from '../../js/recorder/add_breadcrumb.js'
import { capturer } from '../../js/recorder/capture.js'
import { clientHooks } from '../../js/recorder/client_hooks.js'
import { integrationStarter } from '../../js/recorder/integration_starter.js'
import { record } from '../../js/recorder/recorder.js'
import { rethrown } from '../../js/recorder/rethrown.js'
import { waitingCaptures } from '../../js/recorder/waiting_captures.js'
import { breadcrumbOf } from '../../js/report/event_breadcrumb.js'
import { reporter as makeReporter } from '../../js/report/reporter.js'
import { takingWaiting } from '../../js/report/take_waiting.js'
import { getIsolationScope } from '../../js/scope/current_scopes.js'

/** Runs with a console that counts warnings. @param {() => unknown} act */
const countWarnings = async (act) => {
  const { warn } = console
  let count = 0
  console.warn = () => count++
  try {
    await act()
  } finally {
    console.warn = warn
  }
  return count
}

const GIVEN = 'ab'.repeat(16)

/** Stage 2 that only notes. */
const noting = () => {
  /** @type {any[]} */
  const reported = []
  /** @type {unknown[]} */
  const told = []
  return {
    reported,
    told,
    isReady: () => true,
    report: (/** @type {any} */ job) => {
      reported.push(job)
      if (job.fails) throw new Error('in a job')
    },
    countLoss: (/** @type {number} */ times, /** @type {string} */ type, /** @type {number} */ reason) =>
      told.push(`${times} ${type} ${reason}`),
    drain: (/** @type {boolean} */ isLeaving, /** @type {() => void} */ judge = () => {}) => {
      judge()
      told.push(isLeaving ? 'leaving' : 'drain')
    },
    gather: (/** @type {() => void} */ act) => act(),
    sendItem() {},
    flush: async () => true,
    diagnose: () => ({}),
  }
}

test('captures wait for stage 2, are reported in their order, and are bounded', async () => {
  let works = 0
  const waiting = waitingCaptures(() => works++)
  const reporter = noting()
  for (let n = 0; n < 103; n++) waiting.add({ n })
  assert.equal(works, 0, 'not in the task of the capture')
  await sleep(5)
  assert.equal(works, 1)
  takingWaiting({ ...reporter, isReady: () => false }).takeAll(waiting)
  assert.equal(waiting.count(), 100, 'stage 2 is not ready')
  takingWaiting(reporter).takeAll(waiting)
  assert.deepEqual(
    [
      waiting.count(),
      reporter.reported.length,
      reporter.reported[0].n,
      reporter.reported[99].n,
      reporter.told,
    ],
    [0, 100, 0, 99, ['3 event 3']],
  )
  const warnings = await countWarnings(() => {
    waiting.add({ fails: true })
    waiting.putBack({ n: 'after it' })
    takingWaiting(reporter).finish(waiting, true)
  })
  assert.equal(reporter.reported.at(-1).n, 'after it', 'one that fails stops no other')
  assert.deepEqual([warnings, reporter.told.slice(1)], [1, ['leaving']])
})

test('captures of one task after the other are handled together, unless there are many', async () => {
  /** @type {number[]} */
  const handled = []
  const waiting = waitingCaptures(() => handled.push(waiting.take().length))
  waiting.add({})
  await sleep(5)
  assert.deepEqual(handled, [1], 'the first in the next task')
  for (let n = 0; n < 3; n++) {
    waiting.add({})
    await sleep(2)
  }
  assert.deepEqual(handled, [1])
  await sleep(60)
  assert.deepEqual(handled, [1, 3])
  for (let n = 0; n < 50; n++) waiting.add({})
  await sleep(5)
  assert.deepEqual(handled, [1, 3, 50])
})

test('of a storm, repeats are counted and not kept', () => {
  const waiting = waitingCaptures(() => {})
  const error = () => ({ mechanism: 'generic', thrown: new Error('again') })
  const captured = error()
  const one = { ...captured }
  assert.equal(waiting.repeated(one), undefined, 'few are kept as they are')
  waiting.add(one)
  for (let n = 0; n < 99; n++) waiting.add({ mechanism: 'generic', message: `other ${n}` })
  assert.equal(waiting.repeated({ ...captured }), one)
  assert.equal(waiting.repeated({ ...captured }), one)
  assert.equal(/** @type {any} */ (one).times, 3)
  for (const different of [
    { ...one, mechanism: 'onerror' },
    { mechanism: 'generic', thrown: new Error('another') },
    { mechanism: 'generic', thrown: new Error('again') },
    { ...one, ownEvent: {} },
  ])
    assert.equal(waiting.repeated(different), undefined)
  const located = { mechanism: 'onerror', thrown: new Error('at'), codeLocation: ['a.js', 1, 2] }
  waiting.take()
  for (let n = 0; n < 100; n++) waiting.add({ ...located, n })
  const again = { ...located, thrown: new Error('at') }
  assert.equal(waiting.repeated(again).n, 0, 'where the browser says the place, the stack is not read')
})

test('the last resort takes a repeat as a count, and losses are told once', () => {
  const waiting = waitingCaptures(() => {})
  const thrown = new Error('again')
  for (const more of [
    { thrown },
    { message: 'other' },
    { thrown, times: 4 },
    { ownEvent: {} },
    { ownEvent: {} },
  ])
    waiting.add({ mechanism: 'generic', ...more })
  assert.deepEqual(
    waiting.takeDistinct().map(({ times, message, ownEvent }) => [times, message, ownEvent]),
    [
      [5, undefined, undefined],
      [undefined, 'other', undefined],
      [undefined, undefined, {}],
      [undefined, undefined, {}],
    ],
  )
  assert.equal(waiting.count(), 0)
  waiting.lose([2, 'event', 4])
  waiting.lose([1, 'session', 4])
  waiting.lose([3, 'event', 4])
  /** @type {unknown[]} */
  const told = []
  for (const isTold of [false, true, true])
    waiting.tellLosses((losses) => {
      told.push(losses)
      return isTold
    })
  const losses = [
    [5, 'event', 4],
    [1, 'session', 4],
  ]
  assert.deepEqual(told, [losses, losses])
})

test('client hooks: each listener of a name, until it is removed', () => {
  /** @type {unknown[]} */
  const told = []
  let depth = 0
  const { on, emit } = clientHooks((hook) => (/** @type {any[]} */ ...args) => {
    depth++
    return hook(...args)
  })
  on('a', () => {
    throw new Error('of a listener')
  })
  const remove = on('a', (/** @type {unknown[]} */ ...args) => told.push(args))
  on('b', () => told.push('b'))
  emit('a', 1, 2)
  remove()
  emit('a', 3)
  assert.deepEqual(told, [[1, 2]])
  assert.equal(depth, 3, 'each call is without recursion')
})

test('an id of the page is taken if a server takes it, and else replaced', () => {
  const id = '9ec79c33ec9942ab8353589fcb2e04dc'
  for (const own of [id, id.toUpperCase(), '9ec79c33-ec99-42ab-8353-589fcb2e04dc'])
    assert.equal(ownId(own), id, own)
  const { toLowerCase } = String.prototype
  for (const own of ['', 'mine', id.slice(1), `${id}0`, '0'.repeat(32), `${id}\n`, 7, null, { toLowerCase }])
    assert.equal(ownId(own), undefined, String(own))
  assert.equal(ownId(randomId())?.length, 32)
})

test('captures: one for each error, none within a hook, and listeners may change them', () => {
  const page = /** @type {any} */ (globalThis)
  page.location = new URL('https://a.test/page')
  /** @type {any[]} */
  const jobs = []
  let isInHook = false
  const { capture, lastEventId } = capturer(
    { attachStacktrace: false },
    () => isInHook,
    (name, captured) => {
      assert.equal(name, 'beforeCapture')
      captured.hint = { ...captured.hint, added: 1 }
    },
    {
      repeated: (captured) => captured.message === 'again' && { eventId: 'of the first' },
      add: (job) => jobs.push(job),
    },
  )
  try {
    const error = new Error('x')
    const id = capture({ thrown: error, synthetic: new Error('call'), hint: { event_id: GIVEN } })
    assert.equal(id, GIVEN)
    assert.equal(capture({ thrown: error }), id, 'it was captured already')
    isInHook = true
    assert.equal(capture({ thrown: new Error('y') }), id)
    isInHook = false
    const event_id = randomId()
    assert.equal(capture({ ownEvent: { type: 'transaction', event_id } }), event_id)
    assert.equal(lastEventId(), id, 'a transaction is no error')
    assert.equal(capture({ message: 'again' }), 'of the first', 'a repeat of one that waits')
    const plain = { code: 7 }
    capture({ thrown: plain })
    plain.code = 8
    assert.deepEqual(jobs.pop().asThrown, { code: 7 }, 'the page may change it later')
    assert.equal(jobs.length, 2)
    const [job] = jobs
    assert.deepEqual(
      [job.thrown, job.handled, job.mechanism, job.synthetic, job.url, job.hint.added],
      [error, true, 'generic', undefined, 'https://a.test/page', 1],
    )
  } finally {
    delete page.location
  }
})

test('breadcrumbs: beforeBreadcrumb may change and drop them', () => {
  const scope = getIsolationScope().clear()
  /** @type {unknown[]} */
  const emitted = []
  const add = breadcrumbAdder(
    {
      beforeBreadcrumb: (/** @type {any} */ crumb) =>
        crumb.message === 'no' ? null : { ...crumb, level: 'info' },
    },
    (hook) => /** @type {any} */ (hook),
    (name, breadcrumb) => emitted.push([name, breadcrumb.message]),
  )
  add({ message: 'no' })
  add({ message: 'yes', timestamp: 7 })
  assert.deepEqual(scope.breadcrumbs, [{ message: 'yes', timestamp: 7, level: 'info' }])
  assert.deepEqual(emitted, [
    ['beforeAddBreadcrumb', 'no'],
    ['beforeAddBreadcrumb', 'yes'],
  ])
  scope.clear()
  const event = { event_id: 'a', level: 'error', message: 'm' }
  assert.equal(breadcrumbOf(event, { type: 'TypeError', value: 'no' }).message, 'TypeError: no')
  assert.deepEqual(breadcrumbOf({ ...event, type: 'transaction', timestamp: 7 }, undefined), {
    timestamp: 7,
    category: 'sentry.transaction',
    event_id: 'a',
    level: 'error',
    message: 'm',
  })
})

test('integrations: one that fails stops no other, and all are stopped', async () => {
  const client = {}
  /** @type {unknown[]} */
  const told = []
  const { start, stopAll } = integrationStarter(() => client)
  const warnings = await countWarnings(() => {
    start({
      name: 'bad',
      setup() {
        throw new Error('setup')
      },
    })
    start({
      name: 'good',
      setupOnce: () => told.push('once'),
      setup: (given) => {
        told.push(given === /** @type {any} */ (client))
        return () => {
          told.push('stopped')
          throw new Error('cleanup')
        }
      },
      afterAllSetup: () => told.push('after'),
    })
    start({ name: 'last', setup: () => () => told.push('stopped too') })
    stopAll()
    stopAll()
  })
  assert.deepEqual(told, ['once', true, 'after', 'stopped', 'stopped too'])
  assert.equal(warnings, 1)
})

test('the next global error is skipped once, and only in the same task', async () => {
  const { skipNextError, isSkipping } = rethrown()
  assert.equal(isSkipping(), false)
  skipNextError()
  assert.deepEqual([isSkipping(), isSkipping()], [true, false])
  skipNextError()
  await sleep(5)
  assert.equal(isSkipping(), false)
})

test('with the core: of a flood each error is sent, or counted as an error', async () => {
  const page = /** @type {any} */ (globalThis)
  const { fetch } = page
  /** @type {string[][]} */
  const posted = []
  page.location = new URL('https://a.test/page')
  page.fetch = async (/** @type {any} */ _, /** @type {any} */ { body }) => {
    posted.push(Buffer.from(body).toString().split('\n'))
    return new Response('{}')
  }
  const core = readFileSync(new URL('../../dist/balefire_bg.wasm', import.meta.url))
  try {
    const recorder = record(
      { dsn: 'https://key@errors.test/7' },
      {
        chooseIntegrations: () => [],
        makeStage2: lateReporter,
        loadReporter: async () => ({
          checkOptions: (options) => options,
          makeReporter: (client, page) =>
            makeReporter(client, page, {
              loadCore: (native) =>
                openCore({ ...native, fetch: async () => new Response(core) }, 'balefire_bg.wasm'),
            }),
        }),
      },
    )
    for (let n = 0; n < 510; n++) recorder.capture({ message: `flood ${n}` })
    assert.ok(await recorder.flush(5_000))
    recorder.close()
    const reports = posted.flatMap((lines) =>
      lines.filter((_, at) => lines[at - 1] === '{"type":"client_report"}').map((line) => JSON.parse(line)),
    )
    const losses = reports.flatMap(({ discarded_events }) => discarded_events)
    assert.deepEqual(
      [...new Set(losses.map(({ reason, category }) => `${reason} ${category}`))],
      ['queue_overflow error'],
    )
    const sent = posted.filter((lines) => lines[1] === '{"type":"event"}').length
    const lost = losses.reduce((sum, { quantity }) => sum + quantity, 0)
    assert.equal(sent + lost, 510)
    assert.ok(sent >= 64 && lost >= 10, `${sent} sent, ${lost} lost`)
  } finally {
    delete page.location
    page.fetch = fetch
  }
})
