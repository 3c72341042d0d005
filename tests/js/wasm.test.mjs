// @ts-check
// What events learn of the page's own wasm. protocol/src/wasm.rs reads the same modules.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { withImages } from '../../js/on_demand/wasm/images.js'
import { lookup } from '../../js/on_demand/wasm/lookup.js'
import { panics } from '../../js/on_demand/wasm/panic.js'
import { readModule } from '../../js/on_demand/wasm/read_module.js'
import { addressDeathOfWorker } from '../../js/on_demand/wasm/worker_death.js'
import { root } from '../../scripts/run.mjs'

Object.assign(globalThis, { location: { href: 'https://shop.test/cart/' } })

/** @type {{ name: string, module: string, debug_id: string | null }[]} */
const MODULES = JSON.parse(readFileSync(join(root, 'protocol', 'tests', 'fixtures', 'wasm-ids.json'), 'utf8'))

for (const { name, module, debug_id } of MODULES) {
  test(`the id of a module: ${name}`, async () => {
    const read = await readModule(Buffer.from(module, 'hex'))
    assert.equal(read?.image.debug_id ?? null, debug_id)
  })
}

const [WITH_ID] = MODULES
const bytes = Uint8Array.from(Buffer.from(WITH_ID?.module ?? '', 'hex'))

/** @param {string} url @param {BodyInit} body */
const answer = (url, body) => Object.defineProperty(new Response(body), 'url', { value: url })

test('a module is read from whatever it is made of', async () => {
  const made = await readModule(bytes)
  const { code_id, debug_id } = made?.image ?? {}
  assert.equal(code_id, '140102030405060708090a0b0c0d0e0f1011121314')
  assert.deepEqual([made?.urls, made?.isOfBytes], [[], true])
  assert.equal((await readModule(bytes.buffer))?.image.code_file, `wasm://${debug_id}`)
  const url = 'https://cdn.test/a.wasm'
  const image = { type: 'wasm', code_file: url, code_id, debug_id, debug_file: undefined }
  const streamed = await readModule(Promise.resolve(answer(url, bytes)))
  assert.deepEqual(streamed, { image, urls: [url], isOfBytes: false, name: undefined })
  // What a worker has read.
  assert.equal(await readModule(streamed), streamed)
  // One that was compiled before, and what is none.
  for (const none of [new WebAssembly.Module(Buffer.from('0061736d01000000', 'hex')), undefined, 7]) {
    assert.equal(await readModule(none), undefined)
  }
})

/** A custom section, with its name and content. @param {string} name @param {number[] | Buffer} content */
const section = (name, content) =>
  Buffer.from([0, name.length + 1 + content.length, name.length, ...Buffer.from(name), ...content])

test('a module has the name of its name section', async () => {
  /** @param {number[]} content */
  const nameOf = async (content) => (await readModule(Buffer.concat([bytes, section('name', content)])))?.name
  const calc = [...Buffer.from('calc')]
  assert.equal(await nameOf([0, 5, 4, ...calc, 1, 1, 0]), 'calc')
  assert.equal(await nameOf([1, 1, 0]), undefined)
  assert.equal(await nameOf([0, 5, 9, ...calc]), undefined)
  assert.equal(await nameOf([]), undefined)
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
  assert.equal((await readModule(module))?.image.debug_id.replaceAll('-', ''), hex)
})

test('the file with the symbols is beside the module, as it says', async () => {
  const told = section('external_debug_info', [4, ...Buffer.from('a.dw')])
  const read = await readModule(answer('https://cdn.test/x/a.wasm', Buffer.concat([bytes, told])))
  assert.equal(read?.image.debug_file, 'https://cdn.test/x/a.dw')
})

/** @param {string[]} urls @param {string} [name] @param {boolean} [isOfBytes] */
const module = (urls, name, isOfBytes = !urls.length) => ({
  image: { type: 'wasm', code_file: urls[0] ?? 'wasm://7', debug_id: `${urls[0]}${name}` },
  urls,
  name,
  isOfBytes,
})

const SHOP = 'https://a.test/pkg/shop_bg.wasm'
const CALC = 'https://b.test/calc.wasm'
const shop = module([SHOP], 'shop.wasm')
const calc = module([CALC], 'calc')
/** Its host does not say `application/wasm`. */
const plain = module(['https://a.test/plain_bg.wasm'], 'plain.wasm', true)
const stripped = module([])
const all = [shop, calc, plain, stripped]

/**
 * What becomes of the newest frame of a stack.
 * @param {any} frame @param {any[]} modules @param {any[]} below @param {boolean} [areAll]
 */
const placed = (frame, modules, below = [], areAll = true) => {
  const event = { exception: { values: [{ stacktrace: { frames: [...below, structuredClone(frame)] } }] } }
  return withImages(event, modules, areAll).exception.values[0].stacktrace.frames.at(-1)
}

test('a frame with an address is in the module of its file', () => {
  /** @type {[frame: object, modules: any[], mode: string | undefined, file: string | undefined][]} */
  const cases = [
    [{ filename: CALC }, all, 'rel:1', CALC],
    [{ filename: 'src/main.rs', abs_path: CALC }, all, 'rel:1', 'src/main.rs'],
    // Made of bytes. Chromium tells its name, if it has one.
    [{ filename: 'wasm://wasm/plain.wasm-0004ab6e' }, all, 'rel:2', plain.urls[0]],
    [{ filename: 'wasm://wasm/0004ab6e' }, all, 'rel:3', 'wasm://7'],
    [{ filename: 'wasm://wasm/other.wasm-0004ab6e' }, all, undefined, 'wasm://wasm/other.wasm-0004ab6e'],
    // One with an address is told by it.
    [{ filename: 'wasm://wasm/shop.wasm-0004ab6e' }, all, undefined, 'wasm://wasm/shop.wasm-0004ab6e'],
    // Firefox tells nothing.
    [{ filename: 'wasm://wasm' }, [shop, plain], 'rel:1', plain.urls[0]],
    [{ filename: 'wasm://wasm' }, all, undefined, 'wasm://wasm'],
    // Chromium had the same bytes before, under another address.
    [{ filename: 'https://a.test/before.wasm' }, [shop, plain], 'rel:1', plain.urls[0]],
    [{ filename: 'https://a.test/gone.wasm' }, all, undefined, 'https://a.test/gone.wasm'],
    [{ filename: SHOP }, [], undefined, SHOP],
  ]
  for (const [frame, modules, mode, file] of cases) {
    const { addr_mode, filename } = placed({ instruction_addr: '0x1', ...frame }, modules)
    assert.deepEqual([addr_mode, filename], [mode, file], JSON.stringify(frame))
  }
  assert.equal(placed({ filename: SHOP, lineno: 3 }, all).addr_mode, undefined)
  // Of a module that nobody has seen, where the glue that is known is not its own.
  const unseen = { instruction_addr: '0x1', filename: 'https://a.test/gone.wasm' }
  const glue = { filename: 'https://a.test/plain.js', function: 'f', lineno: 1 }
  assert.equal(placed(unseen, [plain], [glue], false).addr_mode, undefined)
})

test('a frame of Safari is in the module of its name, or in the only one', () => {
  const other = module(['https://a.test/other.wasm'], 'calc')
  /** @type {[filename: string, modules: any[], areAll: boolean, mode: string | undefined][]} */
  const cases = [
    ['calc', all, false, 'rel:1'],
    ['calc', [shop, other, calc], true, undefined],
    ['calc', [shop], true, undefined],
    ['<?>', [shop], true, 'rel:0'],
    ['[wasm code]', [shop], true, 'rel:0'],
    ['<?>', [shop], false, undefined],
    ['<?>', all, true, undefined],
  ]
  for (const [filename, modules, areAll, mode] of cases) {
    const frame = placed({ raw_function: 'wasm-function[7]', filename }, modules, [], areAll)
    assert.equal(frame.addr_mode, mode, `${filename} ${modules.length} ${areAll}`)
    assert.equal(frame.filename, mode ? modules[Number(mode.slice(4))].urls[0] : filename)
  }
  const panic = { raw_function: 'wasm-function[7]', filename: 'src/lib.rs', abs_path: '<?>' }
  assert.deepEqual(placed(panic, [shop]), { ...panic, abs_path: SHOP, addr_mode: 'rel:0' })
})

test('a frame that says nothing is in the module beside its glue', () => {
  const nameless = { raw_function: 'wasm-function[7]', filename: '<?>' }
  const script = (/** @type {string} */ filename) => ({ filename, function: 'f', lineno: 1 })
  const glue = script('https://a.test/pkg/shop.js?v=2')
  for (const [below, mode] of /** @type {const} */ ([
    [[glue], 'rel:0'],
    [[glue, { ...nameless }], 'rel:0'],
    [[script('https://b.test/calc.mjs')], 'rel:1'],
    [[glue, script('https://a.test/main.js')], undefined],
    [[script('https://a.test/pkg/sho.js')], undefined],
  ]))
    assert.equal(placed(nameless, all, [...below], false).addr_mode, mode, JSON.stringify(below))
  /** The glue that it calls: an import, or ours that takes the stack of a panic. @param {any} below @param {any} above */
  const between = (below, above) => {
    const frames = [below, structuredClone(nameless), above]
    withImages({ exception: { values: [{ stacktrace: { frames } }] } }, all, false)
    return frames[1].addr_mode
  }
  assert.equal(between(script('https://a.test/main.js'), glue), 'rel:0')
  assert.equal(between(script('https://b.test/calc.js'), glue), undefined)
})

test('images are added behind those that an event has', () => {
  const frame = { instruction_addr: '0x1', filename: SHOP }
  const other = { type: 'sourcemap' }
  const event = {
    debug_meta: { images: [other] },
    exception: { values: [{ stacktrace: { frames: [frame] } }] },
  }
  const images = [shop, calc].map(({ image }) => image)
  assert.deepEqual(withImages(event, [shop, calc], true).debug_meta.images, [other, ...images])
  assert.equal(/** @type {any} */ (frame).addr_mode, 'rel:1')
  assert.equal(withImages({ message: 'no frames' }, [shop], true).debug_meta, undefined)
})

test('where a worker died becomes an address in its module', () => {
  /** @type {[frame: object, address: string | undefined][]} */
  const cases = [
    [{ filename: SHOP, lineno: 1, colno: 61 }, '0x3c'],
    [{ filename: `${SHOP}?v=2`, lineno: 60, colno: 1 }, '0x3c'],
    [{ filename: 'https://a.test/worker.js', lineno: 60, colno: 1 }, undefined],
    [{ filename: 'wasm://wasm/calc.wasm-ae4a2986', lineno: 1, colno: 61 }, undefined],
    [{ filename: 'src/lib.rs', abs_path: SHOP, lineno: 60, colno: 1 }, undefined],
    [{ filename: SHOP, instruction_addr: '0x7' }, undefined],
  ]
  for (const [frame, address] of cases) {
    const event = { exception: { values: [{ stacktrace: { frames: [frame] } }] } }
    assert.equal(addressDeathOfWorker(event), Boolean(address))
    const [made] = /** @type {any[]} */ (event.exception.values).flatMap(
      ({ stacktrace }) => stacktrace.frames,
    )
    if (address) assert.deepEqual([made.instruction_addr, made.lineno], [address, undefined])
    else assert.equal(made, frame)
  }
  assert.equal(addressDeathOfWorker({ exception: {} }), false)
})

const AT = 1_700_000_000

/** @param {string} told by the console @param {object} [how] */
const trapped = (
  told,
  { value = 'unreachable', ago = 0, frames = /** @type {object[]} */ ([]), withPanic = panics() } = {},
) =>
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
      { function: 'app::till', in_app: true, instruction_addr: '0x7', filename: SHOP },
      { function: 'core::panicking::panic', in_app: false, instruction_addr: '0x8' },
    ]
    const event = trapped(told, { frames })
    const [thrown] = event.exception.values
    const [frame] = thrown.stacktrace.frames
    if (place.length) {
      assert.deepEqual([thrown.type, thrown.value, event.level], ['panic', value, 'fatal'], told)
      assert.deepEqual([frame.filename, frame.lineno, frame.colno, frame.abs_path], [...place, SHOP])
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

test('a panic whose stack was not read has its location beside it', () => {
  const event = panics()({
    timestamp: AT,
    level: 'error',
    exception: { values: [{ type: 'RuntimeError', value: 'unreachable', mechanism: { type: 'generic' } }] },
    breadcrumbs: [
      { category: 'console', level: 'error', message: 'panicked at src/main.rs:7:3:\nno', timestamp: AT },
    ],
  })
  assert.deepEqual(event.exception.values, [
    {
      type: 'panic',
      value: 'no',
      mechanism: { type: 'generic', data: { panic_location: 'src/main.rs:7:3' } },
    },
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
    assert.deepEqual(panics()(structuredClone(odd)), odd)
  }
})

test('the words of a panic are told once', () => {
  const told = 'panicked at src/main.rs:7:3:\nno till'
  const typeOf = (/** @type {any} */ event) => event.exception.values[0].type
  const withPanic = panics()
  // A trap of another module after it is none of it; a panic with a line of its own is.
  assert.equal(typeOf(trapped(told, { withPanic })), 'panic')
  assert.equal(typeOf(trapped(told, { withPanic })), 'RuntimeError')
  assert.equal(typeOf(trapped(told, { withPanic, ago: -1 })), 'panic')
  // The crate tells its panics itself, maybe without their words.
  const afterCrate = panics()
  afterCrate({ timestamp: AT, exception: { values: [{ type: 'panic', mechanism: { type: 'panic' } }] } })
  assert.equal(typeOf(trapped(told, { withPanic: afterCrate })), 'RuntimeError')
  assert.equal(typeOf(trapped(told, { withPanic: afterCrate, ago: -2 })), 'panic')
})

/** An event after the lookup has read modules. @param {any[]} sources @param {object} frame */
const lookedUp = async (sources, frame) => {
  // A page has it.
  globalThis.addEventListener ??= () => {}
  /** @type {any} */
  const integration = { modules: sources.map((it) => Promise.resolve(it)) }
  lookup(integration)
  return integration.processEvent({ exception: { values: [{ type: 'x', stacktrace: { frames: [frame] } }] } })
}

test('a module that is made again is one image', async () => {
  const event = await lookedUp([bytes, bytes, Buffer.from(bytes)], {
    raw_function: 'wasm-function[7]',
    filename: '<?>',
  })
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
    assert.equal(panics()(event('error')).level, expect)
    // The page has said so.
    assert.equal(panics()(event('info')).level, 'info')
  })

test('a module of a host without application/wasm, streamed in vain and made of bytes, is one image with an address', async () => {
  for (const sources of [
    [answer(CALC, bytes), bytes],
    [bytes, answer(CALC, bytes)],
  ]) {
    const event = await lookedUp(sources, { instruction_addr: '0x1', filename: 'wasm://wasm/0004ab6e' })
    assert.deepEqual(
      event.debug_meta.images.map((/** @type {any} */ { code_file }) => code_file),
      [CALC],
    )
    const [frame] = event.exception.values[0].stacktrace.frames
    assert.deepEqual([frame.addr_mode, frame.filename], ['rel:0', CALC])
  }
})
