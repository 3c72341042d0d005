// @ts-check
// Each bug of the example apps, from the click to the line of the source, and to the group.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { bind, compile } from '../../scripts/wasm.mjs'
import { uploadAppSymbols } from './app_symbols.mjs'
import { frames } from './event.mjs'
import { open } from './harness.mjs'

const read = (/** @type {string} */ file) => readFileSync(join(root, 'examples', file), 'utf8')

/**
 * @typedef {object} Bug
 * @property {string[]} clicks names of buttons, one after the other
 * @property {string} title of the issue
 * @property {string} file of the app, or of the tasks that both apps share
 * @property {string} line that is to blame, or begins so
 * @property {RegExp} function
 */

/** @type {Bug[]} */
const BUGS = [
  {
    clicks: ['Move up'],
    title: 'panic: index out of bounds: the len is 3 but the index is 4294967295',
    file: 'src/list.rs',
    line: 'tasks.swap(at, above)',
    function: /::move_up$/,
  },
  {
    clicks: ['Finish the next', 'Finish the next', 'Finish the next'],
    title: 'panic: called `Option::unwrap()` on a `None` value',
    file: 'src/list.rs',
    line: 'tasks.iter_mut().find',
    function: /::next_open$/,
  },
  {
    clicks: ['Finish the next', 'Undo all'],
    title: 'panic: RefCell already borrowed',
    file: 'src/main.rs',
    line: 'history.borrow_mut().pop()',
    function: /::undo$/,
  },
  {
    clicks: ['Synchronise'],
    title: 'panic: the server tells the revision',
    file: 'src/list.rs',
    line: 'revision.expect(',
    function: /::revision/,
  },
]

/** The line, from 1, on which a text stands. @param {string} file @param {string} text */
const lineOf = (file, text) => read(file).slice(0, read(file).indexOf(text)).split('\n').length

for (const name of ['yew', 'leptos']) {
  describe(`the example in ${name}`, () => {
    /** @type {import('./harness.mjs').World} */
    let world
    /** @type {string} */
    let address

    before(async () => {
      world = await open()
      const module = await compile(`balefire-example-${name}`, [], 'lines')
      const app = await bind(module, 'app', 'web', ['--split-debug-info', '--remove-name-section'])
      const site = await world.newSite({
        '/': page(read(`${name}/index.html`), world.proxy.dsn),
        '/style.css': read('style.css'),
        '/tasks.json': read('tasks.json'),
        ...Object.fromEntries([...app].map(([path, bytes]) => [`/${path}`, bytes])),
      })
      address = `${site.url}/`
      uploadAppSymbols(world.proxy, app.get('app_bg.debug.wasm'))
    })
    after(() => world?.close())

    for (const bug of BUGS) {
      test(bug.clicks.at(-1) ?? '', async () => {
        const tab = await world.newPage()
        await tab.goto(address)
        await tab.getByText('Polish the lens').waitFor()
        for (const button of bug.clicks)
          await tab.getByRole('button', { name: button, exact: true }).first().click()
        const issue = await world.proxy.waitForIssue(bug.title)
        // As Rust prints it: from the root of the workspace.
        const file = `${bug.file === 'src/main.rs' ? name : 'tasks'}/${bug.file}`
        const line = lineOf(file, bug.line)
        const shown = `examples/${file}`
        const event = await world.proxy.latest(issue)
        const [newest] = frames(event).filter(({ inApp }) => inApp)
        assert.deepEqual([newest?.filename, newest?.lineNo], [shown, line])
        assert.match(newest?.function ?? '', bug.function)
        assert.equal(event.release.version, `balefire-example-${name}@0.1.0`)

        const pages = await world.newPage()
        await pages.goto(`${world.proxy.url}/issues/${issue.id}/`)
        assert.ok((await pages.evaluate('document.body.innerText')).includes(`${shown}:${line}`))
        const { text } = await world.waitForMessage(issue)
        assert.ok(text.includes(bug.title.slice(0, 12)) && text.includes(`(${shown})`), text)
      })
    }

    test('what fails without a panic is told too, and shown', async () => {
      const tab = await world.newPage()
      await tab.route('**/tasks.json', (route) => route.fulfill({ status: 200, body: 'no json' }))
      await tab.goto(address)
      await tab.getByRole('alert').waitFor()
      const issue = await world.proxy.waitForIssue(/expected ident at line 1/)
      assert.equal(issue.level, 'error')
    })
  })
}

/** The page as `trunk build` would make it. @param {string} html @param {string} dsn */
function page(html, dsn) {
  const made = html
    .replace(/(name="balefire-dsn" content=)"[^"]*"/, (_, before) => `${before}"${dsn}"`)
    .replace(/ *<link data-trunk [^>]*>\n/g, '')
    .replace(
      '</head>',
      `<link rel="stylesheet" href="style.css">
<script type="module">import init from './app.js'; init()</script></head>`,
    )
  assert.ok(made.includes(dsn))
  return made
}
