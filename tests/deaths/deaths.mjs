// @ts-check
// How Rust can die in a page, and what must be said of it: the rows of tests/e2e/deaths.test.mjs and of the table in
// docs/deaths.md.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

/** @typedef {'chromium' | 'firefox' | 'webkit'} Engine */

/**
 * @typedef {object} Death
 * @property {string} name in the table
 * @property {string} call of the app, as JavaScript
 * @property {string | Record<Engine, string>} type
 * @property {string | Record<Engine, string>} value
 * @property {string} [known] what the SDK puts before it, where the functions of the stack have names
 * @property {boolean} [isDeath] whether the app is dead then, and its event fatal
 * @property {string} [at] the source that Rust gives as the place: a text on that line of src/lib.rs
 */

/** Where Rust says that its panics are; paths are those of the workspace. */
export const FILE = 'tests/deaths/src/lib.rs'

/** What engines say of the instruction `unreachable`. @param {string} call @returns {Record<Engine, string>} */
const trap = (call) => ({
  chromium: 'unreachable',
  firefox: 'unreachable executed',
  webkit: `Unreachable code should not be executed (evaluating 'wasm.${call}()')`,
})

/** @param {Omit<Death, 'type'> & { at: string }} death @returns {Death} */
const panic = (death) => ({ type: 'panic', isDeath: true, ...death })

/** @type {Death[]} */
export const DEATHS = [
  panic({
    name: '`panic!`',
    call: 'panic(7)',
    value: 'no such article: 7',
    at: 'panic!("no such article',
  }),
  panic({
    name: 'index out of bounds',
    call: 'index_out_of_bounds(7)',
    value: 'index out of bounds: the len is 2 but the index is 7',
    at: '    PRICES[article]',
  }),
  panic({
    name: '`unwrap` of `None`',
    call: 'unwrap_of_none(7)',
    value: 'called `Option::unwrap()` on a `None` value',
    at: '*PRICES.get(article).unwrap()',
  }),
  panic({
    name: '`unwrap` of an `Err`',
    call: "unwrap_of_an_error('seven')",
    value: 'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }',
    at: 'text.parse::<u32>().unwrap()',
  }),
  panic({
    name: '`RefCell` already borrowed',
    call: 'borrowed_twice()',
    value: 'RefCell already borrowed',
    at: '*till.borrow_mut() += 1',
  }),
  panic({
    name: 'in `spawn_local`',
    call: 'in_a_future()',
    value: 'the parcel is lost',
    at: 'spawn_local(async',
  }),
  panic({
    name: 'in an exported `async fn`',
    call: 'in_an_async_export()',
    value: 'the courier is gone',
    at: 'panic!("the courier is gone")',
  }),
  panic({
    name: 'in a closure that JavaScript calls',
    call: 'in_a_closure()',
    value: 'the clock has stopped',
    at: 'panic!("the clock has stopped")',
  }),
  {
    name: 'a closure that was dropped',
    call: 'closure_after_drop()',
    type: 'Error',
    value: 'closure invoked recursively or after being dropped',
  },
  {
    name: 'a closure that calls itself',
    call: 'closure_in_itself()',
    type: 'Error',
    value: 'closure invoked recursively or after being dropped',
  },
  {
    name: '`unreachable`',
    call: 'unreachable()',
    type: 'RuntimeError',
    value: trap('unreachable'),
    isDeath: true,
  },
  {
    name: "overflow of Rust's own stack",
    call: 'shadow_stack_overflow()',
    isDeath: true,
    type: 'RuntimeError',
    value: {
      chromium: 'memory access out of bounds',
      firefox: 'index out of bounds',
      webkit: "Out of bounds memory access (evaluating 'wasm.shadow_stack_overflow()')",
    },
  },
  {
    name: "overflow of the engine's stack",
    call: 'engine_stack_overflow(0)',
    isDeath: true,
    type: { chromium: 'RangeError', firefox: 'InternalError', webkit: 'RangeError' },
    value: {
      chromium: 'Maximum call stack size exceeded',
      firefox: 'too much recursion',
      webkit: 'Maximum call stack size exceeded.',
    },
  },
  {
    name: 'out of memory',
    call: 'out_of_memory()',
    isDeath: true,
    type: 'RuntimeError',
    value: trap('out_of_memory'),
    known: 'out of memory: ',
  },
  {
    name: 'an exception of JavaScript through Rust',
    call: 'exception_of_javascript()',
    type: 'TypeError',
    value: 'the bank refuses',
  },
]

/** The line, from 1, on which a text stands in the app's source. @param {string} text */
export function lineOf(text, file = FILE) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const at = lines.findIndex((line) => line.includes(text))
  if (at < 0) throw new Error(`${file} has no line with ${text}`)
  return at + 1
}

/** @template T @param {T | Record<Engine, T>} value @param {Engine} engine @returns {T} */
export const on = (value, engine) =>
  typeof value === 'string' ? value : /** @type {Record<Engine, T>} */ (value)[engine]
