// @ts-check
// After a death of an app, what still calls into it says nothing new.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lookup } from '../../js/on_demand/wasm/lookup.js'

Object.assign(globalThis, { location: { href: 'https://shop.test/cart/' } })

/** In seconds since 1970. */
const START = 1_700_000_000

const APP = 'https://shop.test/app_bg.wasm'

/** @param {number} seconds @param {string} type @param {string} value @param {any} [others] */
const trap = (seconds, type, value, { file = APP, handled = false, frames = [], ...others } = {}) => ({
  timestamp: START + seconds,
  level: 'error',
  exception: {
    values: [
      {
        type,
        value,
        mechanism: { type: 'generic', handled },
        stacktrace: { frames: [{ filename: file, instruction_addr: '0x7', in_app: false }, ...frames] },
      },
    ],
  },
  ...others,
})

/** A panic that the app tells, at a place. @param {number} seconds @param {string} value @param {number} lineno @param {any} [others] */
const panic = (seconds, value, lineno, others) =>
  trap(seconds, 'panic', value, {
    frames: [
      {
        filename: 'src/cart.rs',
        abs_path: APP,
        instruction_addr: '0x9',
        lineno,
        colno: 3,
        in_app: true,
      },
    ],
    ...others,
  })

const UNREACHABLE = /** @type {const} */ (['RuntimeError', 'unreachable'])
const BOUNDS = /** @type {const} */ (['RuntimeError', 'memory access out of bounds'])
const CLOSURE = /** @type {const} */ (['Error', 'closure invoked recursively or after being dropped'])

/** Which of the events are told. @param {any[]} events */
const told = (events) => {
  /** @type {any} */
  const integration = { modules: [] }
  lookup(integration)
  return events.map((event) => integration.processEvent(event) !== null)
}

for (const [name, events, expected] of /** @type {[string, any[], boolean[]][]} */ ([
  [
    'traps just after one',
    [
      trap(1, 'RangeError', 'Maximum call stack size exceeded'),
      trap(1.1, ...UNREACHABLE),
      trap(2, ...BOUNDS),
    ],
    [true, false, false],
  ],
  [
    'a moment lasts as long as traps come',
    [trap(1, ...BOUNDS), trap(5, ...UNREACHABLE), trap(9, ...BOUNDS), trap(14.5, ...UNREACHABLE)],
    [true, false, false, true],
  ],
  [
    'closures that a death has left in the middle of a call',
    [trap(1, ...CLOSURE), trap(2, ...CLOSURE), panic(3, 'gone', 7), trap(3.1, ...CLOSURE)],
    [true, true, true, false],
  ],
  [
    'panics have words: each place once',
    [panic(1, 'index 7', 7), panic(1.1, 'index 8', 7), panic(1.2, 'borrowed', 9), panic(1.3, 'index 7', 7)],
    [true, false, true, false],
  ],
  ['a panic long after', [panic(1, 'index 7', 7), panic(7, 'index 7', 7)], [true, true]],
  [
    'another module',
    [trap(1, ...BOUNDS), trap(1.1, ...BOUNDS, { file: 'https://shop.test/calc.wasm' })],
    [true, true],
  ],
  ['what the page captures', [trap(1, ...BOUNDS), trap(1.1, ...BOUNDS, { handled: true })], [true, true]],
  [
    'other errors through the app',
    [trap(1, ...BOUNDS), trap(1.1, 'TypeError', 'the bank refuses'), { timestamp: 1.2, message: 'hello' }],
    [true, true, true],
  ],
])) {
  test(name, () => assert.deepEqual(told(events), expected))
}

test("Safari's frames name their module at times", async () => {
  /** @type {any} */
  const integration = { modules: [{ image: { code_file: APP, debug_id: '7' }, urls: [APP], name: 'shop' }] }
  lookup(integration)
  /** @param {number} seconds @param {string} filename */
  const ofSafari = (seconds, filename) => {
    const event = trap(seconds, ...UNREACHABLE, { file: filename })
    event.exception.values[0]?.stacktrace.frames.splice(0, 1, {
      filename,
      raw_function: 'wasm-function[7]',
      in_app: true,
    })
    return event
  }
  const events = await Promise.all(
    ['<?>', 'shop', '<?>'].map((filename, at) => integration.processEvent(ofSafari(at / 10, filename))),
  )
  assert.deepEqual(
    events.map((event) => event !== null),
    [true, false, false],
  )
})

test('workers have apps of their own', () => {
  const ofWorker = (/** @type {number} */ seconds) => ({
    timestamp: START + seconds,
    exception: {
      values: [
        {
          type: 'RuntimeError',
          value: 'unreachable',
          mechanism: { type: 'generic', handled: false },
          stacktrace: { frames: [{ filename: APP, lineno: 1, colno: 900 }] },
        },
      ],
    },
  })
  assert.deepEqual(told([ofWorker(1), ofWorker(1.1)]), [true, true])
})
