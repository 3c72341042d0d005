// @ts-check
// Every death of a Rust app, in every engine, is one event with the right words: of somebody's app that only shows its
// panics in the console, as such apps do, on a page with the script tag; and of an app that has the crate.
// docs/deaths.md says what is held here.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { DEATHS, FILE, lineOf, on } from '../deaths/deaths.mjs'
import { tableOf } from '../deaths/table.mjs'
import { launchers } from './browsers/every.mjs'
import { sdkFiles } from './built.mjs'
import { eventually } from './eventually.mjs'
import { startIngest } from './ingest.mjs'
import { startSite } from './site.mjs'

/** How the app comes to die: in a callback that the recorder wraps, and in a handler that it does not. */
const WAYS = {
  timer: (/** @type {string} */ act) => `setTimeout(() => { ${act} })`,
  handler: (/** @type {string} */ act) =>
    `document.documentElement.onclick = () => { ${act} }; document.documentElement.click()`,
}

/** How an app's module may be made, beside the usual way. */
const MAKINGS = {
  'instantiate of bytes': 'await init({ module_or_path: await bytes() })',
  'compile of bytes': 'await init({ module_or_path: await WebAssembly.compile(await bytes()) })',
  compileStreaming: 'await init({ module_or_path: await WebAssembly.compileStreaming(fetch(file)) })',
  'new Module': 'app.initSync({ module: new WebAssembly.Module(await bytes()) })',
}

/** How often the app panics that panics again and again: more than an app's user has patience for. */
const PANICS = 300

/** How many frames call into an app that is dead: two seconds of them. */
const FRAMES = 120

/** What engines call an overflow of their stack. */
const OVERFLOW = { chromium: 'RangeError', firefox: 'InternalError', webkit: 'RangeError' }

/** The folder of the app on the site, by who reports. */
const USES = { 'script tag': '/app/', crate: '/reporting/' }

/** The way that the gate tries for each use; `DEATHS=all` tries every one. */
const TRIED = { 'script tag': 'handler', crate: 'timer' }

/** Every cell of the table. */
const every = Object.entries(TRIED).flatMap(([use, tried]) =>
  Object.keys(WAYS)
    .filter((way) => way === tried || process.env.DEATHS === 'all')
    .flatMap((way) =>
      DEATHS.map((death) => /** @type {[keyof USES, keyof WAYS, typeof death]} */ ([use, way, death])),
    ),
)

/** @type {[path: string, body: Uint8Array][]} */
const apps = []

before(async () => {
  for (const [folder, flags] of /** @type {const} */ ([
    [USES['script tag'], []],
    [USES.crate, ['--features', 'balefire']],
  ])) {
    const app = await bind(await compile('balefire-deaths', [...flags]), 'deaths', 'web')
    for (const [path, body] of app) apps.push([`${folder}${path}`, body])
  }
})

/** @param {import('node:test').TestContext} t */
async function openWorld(t) {
  const ingest = await startIngest()
  t.after(ingest.close)
  const site = await startSite({ ...sdkFiles(), ...Object.fromEntries(apps) })
  t.after(site.close)
  let project = 0
  const dsn = () => `http://key@${ingest.host}/${project}`
  /** @param {string} html */
  const serve = (html) => {
    site.files[`/${project}/`] =
      `<!doctype html><meta charset="utf-8">${html.replaceAll('DSN', `'${dsn()}'`)}`
    return { url: `${site.url}/${project}/`, project }
  }
  return {
    site,
    /** A page with the app; its project. @param {string} act @param {string} [attributes] of the script tag @param {string} [making] of the module */
    page(act, attributes = '', making = 'await init()') {
      project++
      return serve(`
<script src="/balefire.min.js" data-dsn="${dsn()}" ${attributes} crossorigin="anonymous"></script>
<script type="module">
import init, * as app from '/app/deaths.js'
globalThis.app = app
const file = '/app/deaths_bg.wasm'
const bytes = async () => (await fetch(file)).arrayBuffer()
${making}
app.show_panics_in_the_console()
${act}
</script>`)
    },
    /** A page with the app that reports by itself; its project. @param {string} act @param {string} [before] it begins */
    reporting(act, before = '') {
      project++
      return serve(`
<script type="module">
import init, * as app from '/reporting/deaths.js'
globalThis.app = app
${before}
await init()
app.show_panics_in_the_console()
app.report('${dsn()}')
${act}
</script>`)
    },
    of: ingest.of,
  }
}

/** The events among items: a page that takes its time has sent its session, too. @param {any[]} items */
const events = (items) => items.flatMap(({ event }) => event ?? [])

/** All events that came, once one has. @param {() => any[]} items @param {import('./browsers/every.mjs').Page} page */
async function eventsOf(items, page) {
  await eventually(() => events(items()).length > 0, 'an event', 5000)
  // What would come after it, if there were more than one.
  await page.evaluate('await Balefire.flush()')
  return events(items())
}

for (const [name, launch] of Object.entries(launchers)) {
  const engine = /** @type {import('../deaths/deaths.mjs').Engine} */ (name)
  test(`deaths in ${engine}`, async (t) => {
    const world = await openWorld(t)
    const browser = await launch()
    t.after(browser.close)
    const page = await browser.newPage()

    for (const [use, way, death] of every) {
      await t.test(`${death.name}, ${way}, ${use}`, async () => {
        const act = WAYS[way](`app.${death.call}`)
        const { url, project } = use === 'crate' ? world.reporting(act) : world.page(act)
        await page.goto(url)
        const [event, ...others] = await eventsOf(() => world.of(project), page)
        assert.deepEqual(others, [])
        const thrown = event.exception.values.at(-1)
        // Safari leaves out names of functions now and then, by which the SDK knows.
        const known = engine === 'webkit' ? thrown.value.replace(death.known, '') : thrown.value
        const value = `${engine === 'webkit' ? '' : (death.known ?? '')}${on(death.value, engine)}`
        assert.deepEqual([thrown.type, known], [on(death.type, engine), value])
        assert.equal(thrown.mechanism.handled, false)
        assert.equal(event.level, death.isDeath ? 'fatal' : 'error')
        const image = event.debug_meta.images.at(0)
        assert.equal(image.code_file, `${world.site.url}${USES[use]}deaths_bg.wasm`)
        assert.match(image.debug_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        const { frames } = thrown.stacktrace
        assert.ok(frames.some((/** @type {any} */ { addr_mode }) => addr_mode === 'rel:0'))
        if (!death.at) return
        const place = frames.findLast((/** @type {any} */ { in_app }) => in_app)
        assert.deepEqual([place.filename, place.lineno], [FILE, lineOf(death.at)])
      })
    }

    await t.test('a module has the same id however it is made', async () => {
      const ids = new Set()
      for (const making of ['await init()', ...Object.values(MAKINGS)]) {
        const { url, project } = world.page('setTimeout(() => app.unreachable())', '', making)
        await page.goto(url)
        const [event] = await eventsOf(() => world.of(project), page)
        const [image] = event.debug_meta.images
        ids.add(image.debug_id)
        const { frames } = event.exception.values[0].stacktrace
        assert.ok(
          frames.some((/** @type {any} */ { addr_mode }) => addr_mode === 'rel:0'),
          making,
        )
      }
      assert.equal(ids.size, 1, [...ids].join())
    })

    for (const use of /** @type {(keyof USES)[]} */ (Object.keys(USES))) {
      const open = (/** @type {string} */ act) => (use === 'crate' ? world.reporting(act) : world.page(act))

      await t.test(`a page goes on reporting after each, ${use}`, async () => {
        const { url, project } = open(
          `setTimeout(() => app.panic(7)); setTimeout(() => { throw new TypeError('of the page') }, 50)`,
        )
        await page.goto(url)
        const told = () => events(world.of(project))
        await eventually(() => told().length > 1, 'both', 5000)
        const values = told().map(({ exception }) => exception.values[0].value)
        // What has no frame of wasm's need not wait for the module to be read.
        assert.deepEqual(values.sort(), ['no such article: 7', 'of the page'])
      })

      await t.test(`an app that panics in the page's own beforeSend, ${use}`, async () => {
        const { url, project } = open(
          `Balefire.init({ dsn: DSN, beforeSend: () => app.panic(7) })
           setTimeout(() => { throw new TypeError('of the page') })`,
        )
        await page.goto(url)
        const [event, ...others] = await eventsOf(() => world.of(project), page)
        const [thrown] = event.exception.values
        assert.deepEqual([thrown.type, thrown.value], ['panic', 'no such article: 7'])
        assert.deepEqual(others, [])
      })

      await t.test(`an app that panics as soon as it starts, ${use}`, async () => {
        const { url, project } = open('Promise.resolve().then(() => app.panic(7))')
        await page.goto(url)
        const [event] = await eventsOf(() => world.of(project), page)
        const [thrown] = event.exception.values
        assert.deepEqual([thrown.type, thrown.value], ['panic', 'no such article: 7'])
      })

      await t.test(
        `an app that panics while its page is left, before all modules were read, ${use}`,
        async () => {
          const { url, project } = open(
            `const endless = new Response(new ReadableStream(), { headers: { 'Content-Type': 'application/wasm' } })
           WebAssembly.compileStreaming(endless).catch(() => {})
           addEventListener('pagehide', () => app.panic(7)); globalThis.isReady = true`,
          )
          await page.goto(url)
          await page.evaluate('while (!globalThis.isReady) await new Promise((go) => setTimeout(go))')
          await page.goto(`${world.site.url}/app/deaths.js`)
          const told = () => events(world.of(project)).flatMap(({ exception }) => exception.values)
          await eventually(() => told().length > 0, 'the panic', 5000)
          // With the script tag stage 2 is not there yet, which knows that the line of the console before a trap is its
          // panic; the crate has both in one file.
          const { type, value } = told()[0]
          if (use === 'crate') assert.deepEqual([type, value], ['panic', 'no such article: 7'])
          else assert.match(`${type}: ${value}`, /^RuntimeError: .*unreachable/i)
        },
      )

      await t.test(`an app that panics while its page is left, once it was read, ${use}`, async () => {
        const { url, project } = open(
          `try { app.unreachable() } catch (thrown) { Balefire.captureException(thrown) }
           await Balefire.flush()
           addEventListener('pagehide', () => app.panic(7)); globalThis.isReady = true`,
        )
        await page.goto(url)
        await page.evaluate('while (!globalThis.isReady) await new Promise((go) => setTimeout(go, 20))')
        await page.goto(`${world.site.url}/app/deaths.js`)
        const told = () => events(world.of(project)).flatMap(({ exception }) => exception.values)
        await eventually(() => told().length > 1, 'both', 5000)
        assert.deepEqual(
          told().map(({ type }) => type),
          ['RuntimeError', 'panic'],
        )
        assert.equal(told()[1].value, 'no such article: 7')
      })

      await t.test(
        `of an app that panics again and again each panic is told or counted, once, ${use}`,
        async () => {
          const { url, project } = open(
            `let n = 0; const more = () => {
             if (n++ === ${PANICS}) return void (globalThis.isOver = true)
             setTimeout(more)
             app.panic(n)
           }; setTimeout(more)`,
          )
          await page.goto(url)
          await page.evaluate('while (!globalThis.isOver) await new Promise((go) => setTimeout(go, 20))')
          await page.evaluate('await Balefire.flush()')
          await page.goto(`${world.site.url}/app/deaths.js`)
          const told = () => events(world.of(project)).map(({ exception }) => exception.values.at(-1).value)
          const counted = () =>
            world
              .of(project)
              .flatMap(({ client_report }) => client_report?.discarded_events ?? [])
              .filter(({ category }) => category === 'error')
              .reduce((sum, { quantity }) => sum + quantity, 0)
          await eventually(() => told().length + counted() >= PANICS, 'all of them', 8000)
          assert.equal(told().length + counted(), PANICS)
          assert.equal(new Set(told()).size, told().length)
        },
      )
    }

    for (const use of /** @type {(keyof USES)[]} */ (Object.keys(USES))) {
      await t.test(`an app that is called in each frame after its death, ${use}`, async () => {
        const act = `
          let n = 0
          const frame = () => {
            if (n++ === ${FRAMES}) return void (globalThis.isOver = true)
            requestAnimationFrame(frame)
            if (n === 1) app.engine_stack_overflow(0)
            else if (n % 2) app.unreachable()
            else app.index_out_of_bounds(7)
          }
          requestAnimationFrame(frame)`
        const { url, project } = use === 'crate' ? world.reporting(act) : world.page(act)
        await page.goto(url)
        await page.evaluate('while (!globalThis.isOver) await new Promise((go) => setTimeout(go, 20))')
        const told = await eventsOf(() => world.of(project), page)
        // Their requests may overtake each other.
        assert.deepEqual(told.map(({ exception }) => exception.values.at(-1).type).sort(), [
          on(OVERFLOW, engine),
          'panic',
        ])
      })
    }

    await t.test('an app that reports shows its panics in the console as before', async () => {
      const { url, project } = world.reporting(
        'setTimeout(() => app.panic(7))',
        `globalThis.shown = []
         const { error } = console
         console.error = (text) => { shown.push(text); error.call(console, text) }`,
      )
      await page.goto(url)
      await eventsOf(() => world.of(project), page)
      const shown = await page.evaluate('return shown')
      assert.equal(shown.length, 1)
      assert.match(shown[0], /^panicked at .*lib\.rs:\d+:\d+:\nno such article: 7\n\nStack:/)
    })

    for (const guard of ['true', 'false']) {
      await t.test(`what the page catches of a module is no event, with the guard ${guard}`, async () => {
        const { url, project } = world.page(
          `WebAssembly.instantiate(new Uint8Array(4)).catch(() => setTimeout(() => { throw new TypeError('of the page') }))`,
          `data-wasm-guard="${guard}"`,
        )
        await page.goto(url)
        const told = await eventsOf(() => world.of(project), page)
        assert.deepEqual(
          told.map(({ exception }) => exception.values[0].value),
          ['of the page'],
        )
      })
    }

    await t.test('the guard gives Rust its stack back', async () => {
      const answer = `
        try { app.shadow_stack_overflow() } catch {}
        try { return app.index_out_of_bounds(0) } catch (thrown) { return String(thrown) }`
      for (const [attributes, isAlive] of [
        ['', false],
        ['data-wasm-guard="false"', false],
        ['data-wasm-guard="true"', true],
      ]) {
        const { url } = world.page('globalThis.isReady = true', String(attributes))
        await page.goto(url)
        await page.evaluate('while (!globalThis.isReady) await new Promise((go) => setTimeout(go, 20))')
        const given = await page.evaluate(answer)
        if (isAlive) assert.equal(given, 4800)
        else assert.notEqual(given, undefined)
      }
    })
  })
}

test('docs/deaths.md is what is held here', () => {
  const text = readFileSync(join(root, 'docs', 'deaths.md'), 'utf8')
  assert.ok(text.includes(tableOf(DEATHS)), tableOf(DEATHS))
})
