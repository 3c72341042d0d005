// @ts-check
// Stand-ins for functions of the page: what they tell, and that the page cannot see them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { root } from '../../scripts/run.mjs'
import { observers } from './observers.mjs'

/** Runs in the page, where these are. @type {any} */
const { B } = globalThis

const { inPage, visit, site } = observers()

test('a wrapper looks like the function that it wraps, and leaves no trace', async () => {
  const seen = await inPage(() => {
    class Hidden {
      #secret = 7
      read() {
        return this.#secret
      }
    }
    function original(/** @type {any} */ a, /** @type {any} */ b) {
      if (a === 'throw') throw b
      return new.target ? undefined : [this, a, b]
    }
    original.own = 'kept'
    const home = { original, ctor: Hidden, deep: original }
    const source = Function.prototype.toString
    const text = original.toString()
    const told = []
    const undo = B.wrap(home, 'original', undefined, (result) => void told.push(result[1]))
    const undoCtor = B.wrap(home, 'ctor', () => {
      throw new Error('ours')
    })
    const { original: standIn } = home
    const thrown = { odd: true }
    let caught
    try {
      home.original('throw', thrown)
    } catch (error) {
      caught = error
    }
    const self = {}
    const result = standIn.call(self, 1, 2)
    const looks = {
      replaced: standIn !== original,
      name: standIn.name,
      length: standIn.length,
      own: standIn.own,
      keys: Object.keys(standIn).join(),
      text: standIn.toString() === text && source.call(original) === text,
      called: Function.prototype.toString.call(standIn) === text,
      hidden: Function.prototype.toString.toString() === source.call(source),
      hiddenName: Function.prototype.toString.name,
      self: result[0] === self && result[1] === 1 && result[2] === 2,
      thrown: caught === thrown,
      isNew: new standIn() instanceof original,
      secret: new home.ctor().read(),
      told: told.join(),
    }
    // Somebody wraps it once more; then ours, below, does nothing any more.
    const top = (/** @type {any[]} */ ...args) => standIn(...args)
    home.original = top
    undo()
    undo()
    home.original(9, 9)
    const stays = home.original === top && told.length === 1
    const patched = Function.prototype.toString !== source
    undoCtor()
    return {
      ...looks,
      stays,
      patched,
      back: home.ctor === Hidden,
      unpatched: Function.prototype.toString === source,
    }
  })
  assert.deepEqual(seen, {
    replaced: true,
    name: 'original',
    length: 2,
    own: 'kept',
    keys: 'own',
    text: true,
    called: true,
    hidden: true,
    hiddenName: 'toString',
    self: true,
    thrown: true,
    isNew: true,
    secret: 7,
    told: '1',
    stays: true,
    patched: true,
    back: true,
    unpatched: true,
  })
})

test('a wrapper goes on when something of ours fails in it', async () => {
  const seen = await inPage(() => {
    const fail = () => {
      throw new Error('ours')
    }
    const home = { f: (/** @type {number} */ a) => a + 1 }
    B.wrap(home, 'f', fail, fail)
    const frozen = Object.freeze({ f: 1 })
    return [home.f(1), typeof B.wrap(frozen, 'f'), typeof B.wrap(undefined, 'f')]
  })
  assert.deepEqual(seen, [2, 'function', 'function'])
})

test('frames of ours have the name that the stack parser strips, minified or not', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { wrap } from './wrap.js'
        const home = { inner() { return new Error().stack } }
        wrap(home, 'inner', () => {}, () => {})
        document.title = function pageCaller() { return home.inner() }()`,
      resolveDir: `${root}/js/observe/instrument`,
    },
    bundle: true,
    minify: true,
    write: false,
  })
  site().files['/min.js'] = outputFiles[0]?.text ?? ''
  const page = await visit('<script src="/min.js"></script>')
  const names = (await page.title())
    .split(/\s+at /)
    .slice(1)
    .map((line) => line.replace(/ \(.*/, ''))
  assert.deepEqual(
    names.slice(0, 2),
    ['home.inner', 'Object.balefireWrapped [as apply]'].map((n) => n.replace('home', 'Object')),
  )
})
