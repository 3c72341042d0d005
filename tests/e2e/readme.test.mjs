// @ts-check
// What the README shows is run. A fenced snippet below `<!-- test: NAME -->` belongs to the test NAME.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { open } from './harness.mjs'

const read = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')

/** The marked snippets of a text, by name. */
function snippets(/** @type {string} */ markdown) {
  const found = markdown.matchAll(/<!-- test: ([\w-]+) -->\s*```\w*\n([\s\S]*?)\n```/g)
  return new Map([...found].map(([, name = '', code = '']) => [name, code]))
}

/** Puts the address and the DSN of a server where the README has those of `npm start`. */
function pointed(/** @type {string} */ code, /** @type {{ url: string, dsn: string }} */ { url, dsn }) {
  return code
    .replace(/https?:\/\/[^\s"'@/]+@[^\s"'/]+\/\d+/g, () => dsn)
    .replaceAll('http://127.0.0.1:8787', url)
}

describe('the README', () => {
  /** @type {import('./harness.mjs').World} */
  let world
  /** @type {Map<string, string>} */
  let found
  before(async () => {
    found = snippets(read('README.md'))
    world = await open()
  })
  after(() => world?.close())

  /** A snippet, pointed at the server of the test. */
  function snippet(/** @type {string} */ name) {
    const code = found.get(name)
    assert.ok(code, `README.md has no snippet marked <!-- test: ${name} -->`)
    const ours = pointed(code, world.proxy)
    assert.ok(!ours.includes('8787'), 'the snippet points at the test server')
    return ours
  }

  /** Opens a site of these files and waits for the error that its page throws. */
  async function arrives(
    /** @type {Record<string, string | Uint8Array>} */ files,
    /** @type {string} */ title,
  ) {
    const site = await world.newSite(files)
    const page = await world.newPage()
    await page.goto(site.url)
    await world.proxy.waitForIssue(title)
    assert.deepEqual(page.complaints, [])
  }

  test('every marked snippet has a test', () => {
    assert.deepEqual([...found.keys()].sort(), ['npm', 'rust', 'script-tag'])
  })

  test('script tag', async () => {
    const page = `<!doctype html><title>Shop</title>${snippet('script-tag')}<script>throw new Error('README, script tag')</script>`
    await arrives({ '/': page }, 'Error: README, script tag')
  })

  test('npm', async () => {
    const bundled = await build({
      stdin: {
        contents: `${snippet('npm')}\nsetTimeout(() => { throw new Error('README, npm') })`,
        resolveDir: root,
      },
      // The package as it is published.
      alias: { balefire: join(root, 'dist', 'balefire.js') },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      write: false,
    })
    const files = {
      '/': '<!doctype html><title>Shop</title><script type="module" src="/app.js"></script>',
      '/app.js': bundled.outputFiles[0]?.text ?? '',
    }
    await arrives(files, 'Error: README, npm')
  })

  test('rust', () => {
    // Compiled and run elsewhere: as the demo's app, or as the example of the crate's documentation.
    const code = found.get('rust') ?? ''
    const compiled = ['www/demo/app/src/lib.rs', 'rust/src/lib.rs'].map((file) => plain(read(file)))
    assert.ok(
      code.trim() !== '' && compiled.some((text) => text.includes(plain(code))),
      'stands word for word in compiled code',
    )
  })
})

/** Without indentation and the marks of documentation comments. */
const plain = (/** @type {string} */ code) =>
  code
    .split('\n')
    .map((line) => line.replace(/^\s*\/\/[/!] ?/, '').trim())
    .join('\n')
    .trim()
