// @ts-check
// What events learn of the page's own wasm. protocol/src/wasm.rs reads the same modules.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { imageOf } from '../../js/on_demand/wasm/image.js'
import { withImages } from '../../js/on_demand/wasm/images.js'
import { lookup } from '../../js/on_demand/wasm/lookup.js'
import { withPanic } from '../../js/on_demand/wasm/panic.js'
import { root } from '../../scripts/run.mjs'

Object.assign(globalThis, { location: { href: 'https://shop.test/cart/' } })

/** @type {{ name: string, module: string, debug_id: string | null }[]} */
const MODULES = JSON.parse(readFileSync(join(root, 'protocol', 'tests', 'fixtures', 'wasm-ids.json'), 'utf8'))

for (const { name, module, debug_id } of MODULES) {
  test(`the id of a module: ${name}`, async () => {
    const image = await imageOf(Buffer.from(module, 'hex'))
    assert.equal(image?.debug_id ?? null, debug_id)
  })
}

const [WITH_ID] = MODULES
const bytes = Uint8Array.from(Buffer.from(WITH_ID?.module ?? '', 'hex'))

test('a module is read from whatever it is made of', async () => {
  const { code_id, debug_id } = (await imageOf(bytes)) ?? {}
  assert.equal(code_id, '140102030405060708090a0b0c0d0e0f1011121314')
  assert.equal((await imageOf(bytes.buffer))?.code_file, `wasm://${debug_id}`)
  const response = Object.defineProperty(new Response(bytes), 'url', { value: 'https://cdn.test/a.wasm' })
  assert.deepEqual(await imageOf(Promise.resolve(response)), {
    type: 'wasm',
    code_file: 'https://cdn.test/a.wasm',
    code_id,
    debug_id,
    debug_file: undefined,
  })
  // One that was compiled before, and what is none.
  for (const none of [new WebAssembly.Module(Buffer.from('0061736d01000000', 'hex')), undefined, 7]) {
    assert.equal(await imageOf(none), undefined)
  }
})

test('a large module is read in parts, and has the id of the whole', async () => {
  const size = (1 << 21) + 5
  const code = Uint8Array.from({ length: size }, (_, at) => at * 7)
  const length = [0, 7, 14, 21, 28].map((shift) => ((size >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0))
  const module = Buffer.concat([Buffer.from('0061736d010000000a', 'hex'), Buffer.from(length), code])
  const lanes = [0, 1, 2, 3].map((lane) => 0x811c9dc5 ^ lane)
  code.forEach((byte, at) => {
    lanes[at % 4] = Math.imul(Number(lanes[at % 4]) ^ byte, 0x01000193)
  })
  const hex = lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
  assert.equal((await imageOf(module))?.debug_id.replaceAll('-', ''), hex)
})

test('the file with the symbols is beside the module, as it says', async () => {
  const section = Buffer.concat([
    Buffer.from([0x13 + 5 + 1, 0x13]),
    Buffer.from('external_debug_info'),
    Buffer.from([4]),
    Buffer.from('a.dw'),
  ])
  const module = Buffer.concat([bytes, Buffer.from([0]), section])
  const response = Object.defineProperty(new Response(module), 'url', { value: 'https://cdn.test/x/a.wasm' })
  assert.equal((await imageOf(response))?.debug_file, 'https://cdn.test/x/a.dw')
})

const URLS = ['https://a.test/a.wasm', 'https://a.test/b.wasm', 'wasm://7']
const images = URLS.map((code_file) => ({ type: 'wasm', code_file }))

/** @param {object} frame @param {object[]} [known] */
const modeOf = (frame, known = images) => {
  const event = { exception: { values: [{ stacktrace: { frames: [frame] } }] } }
  return withImages(event, known).exception.values[0].stacktrace.frames[0].addr_mode
}

test('a frame is in the module of its address', () => {
  assert.equal(modeOf({ instruction_addr: '0x1', filename: URLS[1] }), 'rel:1')
  assert.equal(modeOf({ instruction_addr: '0x1', filename: 'src/main.rs', abs_path: URLS[1] }), 'rel:1')
  // Made of bytes: Chromium and Firefox name no file of it.
  assert.equal(modeOf({ instruction_addr: '0x1', filename: 'wasm://wasm/app-0004ab6e' }), 'rel:2')
  // Safari: nobody can say, unless there is but one.
  const safari = { raw_function: 'wasm-function[7]', filename: 'app.wasm' }
  assert.equal(modeOf(safari), undefined)
  assert.equal(modeOf(safari, images.slice(0, 1)), 'rel:0')
  assert.equal(modeOf({ filename: URLS[0], lineno: 3 }), undefined)
  assert.equal(modeOf({ instruction_addr: '0x1', filename: URLS[0] }, []), undefined)
})

test('images are added behind those that an event has', () => {
  const frame = { instruction_addr: '0x1', filename: URLS[0] }
  const other = { type: 'sourcemap' }
  const event = {
    debug_meta: { images: [other] },
    exception: { values: [{ stacktrace: { frames: [frame] } }] },
  }
  assert.deepEqual(withImages(event, images).debug_meta.images, [other, ...images])
  assert.equal(/** @type {any} */ (frame).addr_mode, 'rel:1')
  assert.equal(withImages({ message: 'no frames' }, images).debug_meta, undefined)
})

const AT = 1_700_000_000

/** @param {string} told by the console @param {object} [how] */
const trapped = (told, { value = 'unreachable', ago = 0, frames = /** @type {object[]} */ ([]) } = {}) =>
  withPanic({
    timestamp: AT,
    level: 'error',
    exception: { values: [{ type: 'RuntimeError', value, stacktrace: { frames } }] },
    breadcrumbs: [{ category: 'console', level: 'error', message: told, timestamp: AT - ago }],
  })

test('a trap has the words of the panic before it', () => {
  /** @type {[told: string, value: string, place: (string | number)[]][]} */
  const cases = [
    ['panicked at src/main.rs:7:3:\nno till\n\nStack:\n\nError\n  at f', 'no till', ['src/main.rs', 7, 3]],
    ['panicked at src/a b.rs:7:3:\nx', 'x', ['src/a b.rs', 7, 3]],
    ["panicked at 'no till', src/main.rs:7:3", 'no till', ['src/main.rs', 7, 3]],
    ["panicked at 'it''s, odd', src/main.rs:7:3\n\nStack:\n", "it''s, odd", ['src/main.rs', 7, 3]],
    ["thread 'main' panicked at src/main.rs:70:33:\ntwo\nlines", 'two\nlines', ['src/main.rs', 70, 33]],
    ['panicked at /home/me/.cargo/x.rs:1:2:\n', '', ['/home/me/.cargo/x.rs', 1, 2]],
    ['the server said: panicked at src/main.rs:7:3:\nno', '', []],
  ]
  for (const [told, value, place] of cases) {
    const frames = [
      { function: 'app::till', in_app: true, instruction_addr: '0x7', filename: URLS[0] },
      { function: 'core::panicking::panic', in_app: false, instruction_addr: '0x8' },
    ]
    const event = trapped(told, { frames })
    const [thrown] = event.exception.values
    const [frame] = thrown.stacktrace.frames
    if (place.length) {
      assert.deepEqual([thrown.type, thrown.value, event.level], ['panic', value, 'fatal'], told)
      assert.deepEqual([frame.filename, frame.lineno, frame.colno, frame.abs_path], [...place, URLS[0]])
    } else {
      assert.deepEqual(
        [thrown.type, thrown.value, event.level],
        ['RuntimeError', 'unreachable', 'fatal'],
        told,
      )
    }
  }
})

test('a panic without a frame of the app gets one', () => {
  const glue = { function: 'invoke', in_app: true, filename: 'https://a.test/glue.js', lineno: 3 }
  const [thrown] = trapped('panicked at src/main.rs:7:3:\nno', { frames: [glue] }).exception.values
  assert.deepEqual(thrown.stacktrace.frames, [
    glue,
    { function: '?', in_app: true, filename: 'src/main.rs', lineno: 7, colno: 3 },
  ])
})

test('what is no trap of a panic stays as it is', () => {
  const told = 'panicked at src/main.rs:7:3:\nno till'
  // On a busy machine a hook takes its time; later traps are others.
  assert.equal(trapped(told, { ago: 2 }).exception.values[0].type, 'panic')
  assert.equal(trapped(told, { ago: 6 }).exception.values[0].type, 'RuntimeError')
  const value = 'memory access out of bounds'
  assert.equal(trapped(told, { value }).exception.values[0].value, value)
  const frames = [{ function: 'alloc::rust_oom', in_app: false }]
  assert.equal(trapped('', { frames }).exception.values[0].value, 'out of memory: unreachable')
  for (const odd of [{}, { exception: {} }, { exception: { values: [{ type: 'RuntimeError' }] } }]) {
    assert.deepEqual(withPanic(structuredClone(odd)), odd)
  }
})

test('a module that is made again is one image', async () => {
  // A page has it.
  globalThis.addEventListener ??= () => {}
  /** @type {any} */
  const integration = { modules: [bytes, bytes, Buffer.from(bytes)].map((it) => Promise.resolve(it)) }
  lookup(integration)
  const stacktrace = { frames: [{ raw_function: 'wasm-function[7]', filename: '<?>' }] }
  const event = await integration.processEvent({ exception: { values: [{ type: 'x', stacktrace }] } })
  assert.equal(event.debug_meta.images.length, 1)
  assert.equal(event.exception.values[0].stacktrace.frames[0].addr_mode, 'rel:0')
})

for (const [type, value, filename, expect] of [
  ['RuntimeError', 'memory access out of bounds', 'wasm', 'fatal'],
  ['RangeError', 'Maximum call stack size exceeded.', 'wasm', 'fatal'],
  ['InternalError', 'too much recursion', 'wasm', 'fatal'],
  ['RangeError', 'Maximum call stack size exceeded', 'js', 'error'],
  ['RangeError', 'Invalid array length', 'wasm', 'error'],
  ['TypeError', 'the bank refuses', 'wasm', 'error'],
])
  test(`the level of ${type}: ${value}, in ${filename}`, () => {
    const frame = {
      filename: `https://a.test/a.${filename}`,
      ...(filename === 'wasm' && { instruction_addr: '0x7' }),
    }
    const event = (/** @type {string} */ level) => ({
      level,
      exception: { values: [{ type, value, stacktrace: { frames: [frame] } }] },
    })
    assert.equal(withPanic(event('error')).level, expect)
    // The page has said so.
    assert.equal(withPanic(event('info')).level, 'info')
  })
