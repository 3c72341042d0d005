// @ts-check
// Ten panics of an app in Leptos and of one in Yew: three engines meet in ten issues, and a release that was built anew, from a
// source whose lines have moved, keeps all ten, and so does a page that cannot read its stacks. A step of `npm run matrix`, as
// each app is linked twice.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { cargoTarget } from '../../scripts/tools.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { uploadAppSymbols } from '../e2e/app_symbols.mjs'
import { launchers } from '../e2e/browsers/every.mjs'
import { frames } from '../e2e/event.mjs'
import { eventually } from '../e2e/eventually.mjs'
import { open } from '../e2e/harness.mjs'
import { pageOf } from './framework_app.mjs'

/** The source file of the panics. */
const SOURCE = join('tests', 'frameworks', 'src', 'panics.rs')
/** A tree whose apps have another source: all else in it is this tree's. */
const REBUILT = join(cargoTarget(), 'rebuilt')

/** Each panic: its button, the title of its issue, and a text on its line. */
const PANICS = /** @type {const} */ ([
  ['unwrap of none', 'called `Option::unwrap()` on a `None` value', 'black_box(None::<u32>).unwrap()'],
  [
    'unwrap of an error',
    'called `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }',
    'parse::<u32>().unwrap()',
  ],
  ['expect', 'the cart has an owner', '.expect("the cart'],
  ['index', 'index out of bounds: the len is 3 but the index is 7', '[black_box(7)]'],
  ['range', 'range start index 5 out of range for slice of length 3', '[black_box(5)..]'],
  ['borrow', 'RefCell already borrowed', '*till.borrow_mut() += 1'],
  ['panic', 'no such article: 7', 'panic!("no such article'],
  ['division', 'attempt to divide by zero', ' / black_box(0)'],
  ['assert', 'assertion `left == right` failed: the sum is wrong', 'assert_eq!('],
  ['boundary of a char', 'byte index 1 is not a char boundary', '[..black_box(1)]'],
])

/** What is put before the source of the next release: all of its lines move. */
const MORE = `/// What the next release has more.
#[inline(never)]
fn more() -> u32 {
    black_box(3) + 4
}

`

/** The page's app, of a browser in which the core cannot be had: its stacks stay unread. @param {string} page */
const withoutCore = (page) =>
  page.replace(
    '<body>',
    `<script>WebAssembly.instantiate = () => Promise.reject(new Error('no core'))</script><body>`,
  )

for (const framework of ['leptos', 'yew'])
  describe(`ten panics in ${framework}`, () => {
    /** @type {import('../e2e/harness.mjs').World} */
    let world
    before(async () => {
      world = await open()
    })
    after(() => world?.close())

    /** Builds a release and uploads its symbols; its files. @param {string[]} [flags] of cargo */
    const build = async (flags = []) => {
      const module = await compile('balefire-frameworks', ['--features', framework, ...flags], 'lines')
      const app = await bind(module, 'app', 'web', ['--split-debug-info', '--remove-name-section'])
      uploadAppSymbols(world.proxy, app.get('app_bg.debug.wasm'))
      return app
    }

    /** Lets a release panic in every engine. @param {Awaited<ReturnType<typeof build>>} app @param {string} release @param {(page: string) => string} [change] */
    const panicEverywhere = async (app, release, change = (page) => page) => {
      const site = await world.newSite({
        '/': change(pageOf({ dsn: world.proxy.dsn, release })),
        ...Object.fromEntries([...app].map(([path, body]) => [`/${path}`, body])),
      })
      for (const launch of Object.values(launchers)) {
        const browser = await launch()
        try {
          const page = await browser.newPage()
          for (const [name] of PANICS) {
            await page.goto(`${site.url}/?${encodeURIComponent(name)}`)
            await page.evaluate(`
const button = () => [...document.querySelectorAll('button')].find((it) => it.innerText === '${name}')
while (!button()) await new Promise((go) => setTimeout(go, 20))
button().click()
await new Promise((go) => setTimeout(go, 100))
await Balefire.flush()`)
          }
        } finally {
          await browser.close()
        }
      }
    }

    /** The issues by what their titles must begin with, and how often each was. @param {number} times @param {string} source of the newest */
    const holds = async (times, source) => {
      const issues = () => world.proxy.issues()
      const counted = async () =>
        (await issues()).reduce(
          (/** @type {number} */ sum, /** @type {any} */ { count }) => sum + Number(count),
          0,
        )
      await eventually(async () => (await counted()) >= times * PANICS.length, 'all events').catch(() => {})
      const told = (await issues()).map((/** @type {any} */ { title, count }) => `${count} ${title}`)
      assert.equal(told.length, PANICS.length, told.join('\n'))
      for (const [, words, text] of PANICS) {
        const own = told.filter(
          (/** @type {string} */ line) =>
            line.startsWith(`${times} panic: `) && line.includes(words.slice(0, 40)),
        )
        assert.equal(own.length, 1, `${words} of\n${told.join('\n')}`)
        const issue = (await issues()).find((/** @type {any} */ { title }) =>
          title.includes(words.slice(0, 40)),
        )
        const newest = frames(await world.proxy.latest(issue)).find(({ inApp }) => inApp)
        const [before = '', after] = source.split(text)
        assert.ok(after, text)
        const line = before.split('\n').length
        assert.deepEqual([newest?.filename, newest?.lineNo], ['tests/frameworks/src/panics.rs', line], words)
      }
    }

    const source = readFileSync(join(root, SOURCE), 'utf8')
    const moved = source
      .replace('fn unwrap_of_none', `${MORE}fn unwrap_of_none`)
      .replace('black_box(black_box(7) / black_box(0));', 'black_box(more() / black_box(0));')
    /** @type {Awaited<ReturnType<typeof build>>} */
    let rebuilt

    test('three engines meet in ten issues', async () => {
      await panicEverywhere(await build(), 'shop@1')
      await holds(3, source)
    })

    test('a release that was built anew keeps all ten', async () => {
      copyTree(moved)
      const manifest = join(REBUILT, 'tests', 'frameworks', 'Cargo.toml')
      rebuilt = await build(['--manifest-path', manifest, '--target-dir', cargoTarget()])
      await panicEverywhere(rebuilt, 'shop@2')
      await holds(6, moved)
    })

    test('pages that cannot read their stacks keep all ten', async () => {
      await panicEverywhere(rebuilt, 'shop@2', withoutCore)
      await holds(9, moved)
    })
  })

/** Makes the tree whose panics have this source. @param {string} source */
function copyTree(source) {
  rmSync(REBUILT, { recursive: true, force: true })
  const apps = join('tests', 'frameworks')
  mkdirSync(join(REBUILT, 'tests'), { recursive: true })
  cpSync(join(root, apps), join(REBUILT, apps), { recursive: true })
  writeFileSync(join(REBUILT, SOURCE), source)
  for (const [folder, left] of /** @type {[string, string[]][]} */ ([
    ['', ['tests', 'target', 'node_modules', '.git']],
    ['tests', ['frameworks']],
  ]))
    for (const name of readdirSync(join(root, folder)))
      if (!left.includes(name)) symlinkSync(join(root, folder, name), join(REBUILT, folder, name))
}
