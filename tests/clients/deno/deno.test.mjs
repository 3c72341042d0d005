// @ts-check
// The reporter in pure Rust in Deno, bound for it and for the web: what an app tells, what nobody catches, and a worker. A step of
// `npm run matrix`, as Deno has 92 MB.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bind, compile } from '../../../scripts/wasm.mjs'
import { FILE, lineOf } from '../../deaths/deaths.mjs'
import { eventually } from '../../e2e/eventually.mjs'
import { startIngest } from '../../e2e/ingest.mjs'
import { installClients } from '../install.mjs'

/** How a script gets the app of each target of wasm-bindgen. */
const TARGETS = /** @type {const} */ ({
  deno: `import * as app from './deaths.js'`,
  web: `import init, * as app from './deaths.js'
await init()`,
})

/** What nobody catches: the act, type and words of its event, its level, and what Deno writes as it ends. */
const DEATHS = /** @type {const} */ ([
  [
    `setTimeout(() => { throw new TypeError('of the script') })`,
    'TypeError',
    /^of the script$/,
    'error',
    /Uncaught \(?.*TypeError: of the script/,
  ],
  [
    `setTimeout(() => void Promise.reject(new RangeError('of a promise')))`,
    'RangeError',
    /^of a promise$/,
    'error',
    /Uncaught \(in promise\) RangeError: of a promise/,
  ],
  [`setTimeout(() => app.panic(7))`, 'panic', /^no such article: 7$/, 'fatal', /RuntimeError: unreachable/],
  [
    `setTimeout(() => app.in_a_future())`,
    'panic',
    /^the parcel is lost$/,
    'fatal',
    /RuntimeError: unreachable/,
  ],
  [
    `setTimeout(() => app.engine_stack_overflow(0))`,
    'RangeError',
    /^Maximum call stack size exceeded$/,
    'fatal',
    /Maximum call stack size exceeded/,
  ],
])

for (const target of /** @type {(keyof typeof TARGETS)[]} */ (Object.keys(TARGETS)))
  describe(`the crate in Deno, bound for ${target}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'balefire-deno-'))
    /** @type {Awaited<ReturnType<typeof startIngest>>} */
    let ingest
    /** @type {string} */
    let deno
    let project = 0
    before(async () => {
      deno = join(installClients('deno'), 'deno', 'bin.cjs')
      ingest = await startIngest()
      const app = await bind(await compile('balefire-deaths', ['--features', 'direct']), 'deaths', target)
      for (const [path, body] of app) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), body)
      }
    })
    after(async () => {
      await ingest?.close()
      rmSync(folder, { recursive: true })
    })
    const events = () => ingest.of(project).flatMap(({ event }) => event ?? [])

    /** Runs a script to the end of Deno; its exit code and what it wrote to stderr. @param {string} act @param {string} [main] another script, which starts this one */
    const run = async (act, main) => {
      project++
      const script = `${TARGETS[target]}
app.report_directly('http://key@${ingest.host}/${project}')
${act}`
      writeFileSync(join(folder, `${project}.js`), script)
      const first = main ? join(folder, `${project}-main.js`) : join(folder, `${project}.js`)
      if (main) writeFileSync(first, main.replace('SCRIPT', `./${project}.js`))
      // No update checks, and no cache of the user's own.
      const env = {
        ...process.env,
        DENO_NO_UPDATE_CHECK: '1',
        DENO_DIR: join(folder, 'cache'),
        NO_COLOR: '1',
      }
      const child = spawn(process.execPath, [deno, 'run', '--allow-net', '--allow-read', first], {
        cwd: folder,
        env,
      })
      let stderr = ''
      child.stderr.on('data', (text) => {
        stderr += text
      })
      const code = await new Promise((done) => child.on('close', done))
      return { code, stderr }
    }

    test('what an app tells', async () => {
      const { code, stderr } = await run(`// Its module is read meanwhile.
await new Promise((go) => setTimeout(go, 500))
app.tell(); app.tell_typed(); app.trace()`)
      assert.equal(code, 0, stderr)
      await eventually(() => events().length >= 7, 'all of it', 5000)
      const error = events().find(
        ({ exception }) => exception?.values.at(-1).value === 'the price is no number',
      )
      assert.deepEqual(
        [error.release, error.tags, error.user.id],
        ['balefire-deaths@0.1.0', { shop: 'tea' }, '42'],
      )
      const { frames } = error.exception.values.at(-1).stacktrace
      assert.ok(
        frames.some((/** @type {any} */ { function: name }) => /life::tell|tell/.test(name)),
        JSON.stringify(frames),
      )
      assert.match(error.debug_meta.images[0].code_file, /^file:.*deaths_bg\.wasm$/)
      assert.ok(frames.some((/** @type {any} */ { addr_mode }) => addr_mode === 'rel:0'))
    })

    for (const [act, type, words, level, told] of DEATHS)
      test(`${type}, and Deno ends as it would have`, async () => {
        const { code, stderr } = await run(act)
        assert.equal(code, 1, stderr)
        assert.match(stderr, told)
        const [event, ...others] = events()
        assert.equal(others.length, 0, JSON.stringify(others))
        const thrown = event.exception.values.at(-1)
        assert.equal(thrown.type, type)
        assert.match(thrown.value, words)
        assert.deepEqual([event.level, thrown.mechanism.handled], [level, false])
        if (type !== 'panic') return
        const place = thrown.stacktrace.frames.findLast((/** @type {any} */ { in_app }) => in_app)
        const text = act.includes('future') ? 'spawn_local(async' : 'panic!("no such article'
        assert.deepEqual([place.filename, place.lineno], [FILE, lineOf(text)])
      })

    test('an error that the script itself prevents from ending Deno is reported, and does not end it', async () => {
      const { code } = await run(`addEventListener('error', (event) => event.preventDefault())
setTimeout(() => { throw new TypeError('of the script') })`)
      assert.equal(code, 0)
      assert.deepEqual(
        events().map(({ exception }) => exception.values[0].value),
        ['of the script'],
      )
    })

    test('a worker', async () => {
      await run(
        'setTimeout(() => app.panic(7))',
        `new Worker(new URL('SCRIPT', import.meta.url), { type: 'module' })`,
      )
      assert.deepEqual(
        events().map(({ exception }) => exception.values[0].value),
        ['no such article: 7'],
      )
    })
  })
