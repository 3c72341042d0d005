// @ts-check
// The types as the package has them, where a user's compiler looks for them: by `exports`, under `strict`, our own files
// checked too.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { npmBin } from '../../scripts/tools.mjs'

/** @type {string} */
let project

before(() => {
  project = mkdtempSync(join(tmpdir(), 'balefire-types-'))
  const balefire = join(project, 'node_modules', 'balefire')
  mkdirSync(join(balefire, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(balefire, 'package.json'))
  for (const file of ['index.d.ts', 'protocol.d.ts', 'tracing.d.ts'])
    cpSync(join(root, 'js', file), join(balefire, 'dist', file))
  symlinkSync(join(root, 'node_modules', '@sentry'), join(project, 'node_modules', '@sentry'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
})
after(() => rmSync(project, { recursive: true }))

const sample = (/** @type {string} */ file) => readFileSync(join(root, 'tests', 'types', file), 'utf8')
const swapped = () => sample('swapped/page.ts').replaceAll("'@sentry/browser'", "'balefire'")

const MODES = {
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  node16: { module: 'node16', moduleResolution: 'node16' },
}

/** Compiles a text; what the compiler says. @param {string} text @param {Record<string, unknown>} options */
function complaints(text, options) {
  writeFileSync(join(project, 'page.ts'), text)
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    ...options,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['page.ts'] }))
  const { status, stdout, stderr } = spawnSync(npmBin('tsc'), ['-p', project], { encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}` || `status ${status}`
}

test('the sample of @sentry/browser is one', () => {
  assert.equal(complaints(sample('swapped/page.ts'), { ...MODES.bundler, skipLibCheck: true }), '')
})

for (const [name, mode] of Object.entries(MODES)) {
  test(`moduleResolution ${name}: a page of @sentry/browser with its import swapped`, () => {
    assert.equal(complaints(swapped(), mode), '')
  })

  test(`moduleResolution ${name}: a page of Balefire's own, under the strictest options`, () => {
    const strictest = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true }
    assert.equal(complaints(sample('sample.ts'), { ...mode, ...strictest }), '')
  })

  test(`moduleResolution ${name}: 'balefire/all' has the same types`, () => {
    const all = "import { captureException, init } from 'balefire/all'\n"
    assert.equal(complaints(`${all}init({})\nexport const id: string = captureException(1)`, mode), '')
    assert.match(complaints(`${all}init({ dsn: 1 })`, mode), /TS2322/)
  })
}
