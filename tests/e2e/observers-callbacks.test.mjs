// @ts-check
// Errors in callbacks of the page say in which.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B, record, failures, tick } = globalThis

const { inPage } = observers()

test('errors in timers and frames say where, and reach the page unchanged', async () => {
  const seen = await inPage(async () => {
    const native = [setTimeout, setInterval, requestAnimationFrame]
    const recorder = record()
    const undo = B.browserApiErrorsIntegration().setup(recorder)
    const thrown = new Error('timer')
    const got = await new Promise((done) => {
      setTimeout(
        function (/** @type {any[]} */ ...args) {
          done([this === window, args])
          throw thrown
        },
        1,
        'a',
        'b',
      )
    })
    window.fromString = 0
    setTimeout('window.fromString++')
    await new Promise((done) => {
      const timer = setInterval(function beat() {
        clearInterval(timer)
        done(0)
        throw 'a string'
      }, 1)
    })
    await new Promise((done) =>
      requestAnimationFrame((time) => {
        done(time)
        throw null
      }),
    )
    await tick()
    undo()
    return {
      got,
      fromString: window.fromString,
      told: recorder.captured.map(({ mechanism, handled, data }) => [mechanism, handled, data]),
      values: recorder.captured.map(({ thrown }) => String(thrown)),
      skipped: recorder.skipped,
      same: failures[0] === thrown,
      failures: failures.map(String),
      undone: native.every((fn, i) => [setTimeout, setInterval, requestAnimationFrame][i] === fn),
    }
  })
  assert.deepEqual(seen, {
    got: [true, ['a', 'b']],
    fromString: 1,
    told: [
      ['auto.browser.browserapierrors.setTimeout', false, { handler: '<anonymous>' }],
      ['auto.browser.browserapierrors.setInterval', false, { handler: 'beat' }],
      ['auto.browser.browserapierrors.requestAnimationFrame', false, { handler: 'requestAnimationFrame' }],
    ],
    values: ['Error: timer', 'a string', 'null'],
    skipped: 3,
    same: true,
    failures: ['Error: timer', 'a string', 'null'],
    undone: true,
  })
})

test('a callback is not reported after the end, nor where its kind is switched off', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const native = setInterval
    const undo = B.browserApiErrorsIntegration({ setInterval: false }).setup(recorder)
    const untouched = setInterval === native
    const late = new Promise((done) =>
      setTimeout(() => {
        done(0)
        throw new Error('late')
      }, 20),
    )
    undo()
    await late
    await tick()
    return [untouched, recorder.captured.length, failures.length]
  })
  assert.deepEqual(seen, [true, 0, 1])
})

test('a script without CORS wraps no callbacks: it would only hide what they throw', async () => {
  const seen = await inPage(() => {
    const native = [setTimeout, fetch, EventTarget.prototype.addEventListener]
    B.browserApiErrorsIntegration().setup(record({ isMuted: true }))
    B.breadcrumbsIntegration().setup(record({ isMuted: true }))
    B.httpClientIntegration().setup(record({ isMuted: true }))
    return [setTimeout, fetch, EventTarget.prototype.addEventListener].map((fn, i) => fn === native[i])
  })
  assert.deepEqual(seen, [true, true, true])
})

test('handlers of XHR, those that are there when it is sent', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    B.browserApiErrorsIntegration().setup(recorder)
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/ok')
    let self
    function whenLoaded() {
      self = this
      throw new Error('load')
    }
    const text = whenLoaded.toString()
    xhr.onload = whenLoaded
    xhr.send()
    const looks = [xhr.onload.name, xhr.onload.toString() === text]
    await new Promise((done) => xhr.addEventListener('loadend', done))
    xhr.open('GET', '/ok')
    xhr.send()
    await new Promise((done) => xhr.addEventListener('loadend', done))
    return {
      looks,
      self: self === xhr,
      told: recorder.captured.map(({ mechanism, data }) => [mechanism, data]),
      failures: failures.map(String),
    }
  })
  const told = ['auto.browser.browserapierrors.xhr.onload', { handler: 'whenLoaded' }]
  assert.deepEqual(seen, {
    looks: ['whenLoaded', true],
    self: true,
    told: [told, told],
    failures: ['Error: load', 'Error: load'],
  })
})

test('listeners: told what they throw, added once, removed in all ways', async () => {
  const seen = await inPage(async () => {
    const recorder = record()
    const target = new EventTarget()
    const other = new EventTarget()
    const ping = (/** @type {EventTarget} */ on = target) => on.dispatchEvent(new Event('ping'))
    let count = 0
    const counts = () => {
      const was = count
      count = 0
      return was
    }
    const listener = () => void count++
    const early = () => void count++
    target.addEventListener('ping', early)
    const uncallable = { handleEvent: /** @type {any} */ (5) }
    const nativeTarget = new EventTarget()
    nativeTarget.addEventListener('ping', uncallable)
    ping(nativeTarget)
    const nativeFailures = failures.splice(0).map(String)
    const native = EventTarget.prototype.addEventListener
    const undo = B.browserApiErrorsIntegration().setup(recorder)
    /** @type {Record<string, any>} */
    const seen = {}

    target.addEventListener('ping', early)
    ping()
    seen.beforeAndAfterUs = counts()
    target.removeEventListener('ping', early)
    ping()
    seen.earlyRemoved = counts()

    target.addEventListener('ping', listener)
    target.addEventListener('ping', listener)
    other.addEventListener('ping', listener)
    ping()
    ping(other)
    seen.twoTargets = counts()
    target.addEventListener('ping', listener, true)
    ping()
    seen.captureIsAnother = counts()
    target.removeEventListener('ping', listener, { capture: true })
    ping()
    seen.captureRemoved = counts()
    target.removeEventListener('ping', listener)
    ping()
    ping(other)
    seen.removedFromOne = counts()
    target.addEventListener('ping', listener, { once: true })
    ping()
    ping()
    seen.once = counts()
    const ending = new AbortController()
    target.addEventListener('ping', listener, { signal: ending.signal })
    ping()
    ending.abort()
    ping()
    seen.signal = counts()

    const object = {
      self: /** @type {any} */ (undefined),
      handleEvent() {
        this.self = this
        count++
      },
    }
    const { handleEvent } = object
    target.addEventListener('ping', object)
    target.addEventListener('ping', object)
    ping()
    seen.object = [counts(), object.self === object, object.handleEvent === handleEvent]
    object.handleEvent = () => {
      count += 10
      throw new Error('object')
    }
    ping()
    seen.lookedUp = counts()
    failures.length = 0
    const third = new EventTarget()
    third.addEventListener('ping', uncallable)
    ping(third)
    seen.notCallable = failures.splice(0).map(String).join() === nativeFailures.join()
    target.removeEventListener('ping', object)
    object.handleEvent = handleEvent
    ping()
    seen.objectRemoved = counts()

    seen.nothing = [target.addEventListener('ping', null), target.removeEventListener('ping', null)]
    try {
      target.addEventListener('ping', /** @type {any} */ (5))
    } catch (error) {
      seen.wrong = error.name
    }
    // Without `this` the global is meant.
    const { addEventListener: add, removeEventListener: remove } = window
    add('ping', listener)
    ping(/** @type {any} */ (window))
    remove('ping', listener)
    ping(/** @type {any} */ (window))
    seen.bare = counts()

    const thrown = new Error('listener')
    target.addEventListener('ping', function broken(event) {
      seen.self = this === target && event.type
      throw thrown
    })
    ping()
    seen.same = failures.at(-1) === thrown
    seen.told = recorder.captured.map(({ mechanism, handled, data }) => [mechanism, handled, data])
    seen.skipped = recorder.skipped

    target.addEventListener('ping', listener)
    seen.source =
      EventTarget.prototype.addEventListener.toString() === Function.prototype.toString.call(native)
    undo()
    seen.undone = EventTarget.prototype.addEventListener === native
    ping()
    seen.afterUndo = [counts(), recorder.captured.length]
    target.removeEventListener('ping', listener)
    ping()
    seen.removedAfterUndo = counts()

    // And begun again.
    const second = record()
    B.browserApiErrorsIntegration().setup(second)
    ping()
    seen.again = second.captured.length
    return seen
  })
  const data = { target: 'EventTarget' }
  assert.deepEqual(seen, {
    beforeAndAfterUs: 1,
    earlyRemoved: 0,
    twoTargets: 2,
    captureIsAnother: 2,
    captureRemoved: 1,
    removedFromOne: 1,
    once: 1,
    signal: 1,
    object: [1, true, true],
    lookedUp: 10,
    notCallable: true,
    objectRemoved: 0,
    nothing: [undefined, undefined],
    wrong: 'TypeError',
    bare: 1,
    self: 'ping',
    same: true,
    told: [
      ['auto.browser.browserapierrors.handleEvent', false, { handler: '<anonymous>', ...data }],
      ['auto.browser.browserapierrors.addEventListener', false, { handler: 'broken', ...data }],
    ],
    skipped: 2,
    source: true,
    undone: true,
    afterUndo: [1, 2],
    removedAfterUndo: 0,
    again: 1,
  })
})

test('all targets inherit their two functions from EventTarget', async () => {
  const owners = await inPage(() =>
    Object.getOwnPropertyNames(window).filter((name) => {
      const found = Object.getOwnPropertyDescriptor(window, name)?.value
      return typeof found === 'function' && Object.hasOwn(found.prototype ?? {}, 'addEventListener')
    }),
  )
  assert.deepEqual(owners, ['EventTarget'])
})
