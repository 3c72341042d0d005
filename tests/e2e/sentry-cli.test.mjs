// @ts-check
// Symbols and sources that Sentry's own tool uploads.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { lineOf } from '../deaths/deaths.mjs'
import { openApp } from './lines-app.mjs'

/** The section in which a linker says which build it is: https://github.com/WebAssembly/tool-conventions/blob/main/BuildId.md */
const BUILD_ID = Buffer.from('\x00\x1a\x08build_id\x100123456789abcdef', 'latin1')
const DEBUG_ID = '10303132-3334-3536-3738-396162636465'

/** The line at which it dies. */
const LINE = '    PRICES[article]'

test('sentry-cli debug-files upload', async (t) => {
  const app = await openApp((module) => Buffer.concat([module, BUILD_ID]))
  t.after(app.close)
  const { proxy } = app.world
  const upload = (token = proxy.token, project = 'demo') =>
    spawnSync(
      join(root, 'node_modules', '.bin', 'sentry-cli'),
      ['debug-files', 'upload', '--include-sources', '--wait', app.folder],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          SENTRY_URL: proxy.url,
          SENTRY_AUTH_TOKEN: token,
          SENTRY_ORG: 'balefire',
          SENTRY_PROJECT: project,
        },
      },
    )
  await app.die()
  const issue = await proxy.waitForIssue('RuntimeError: unreachable')
  assert.match(await app.textOf(issue), new RegExp(DEBUG_ID))

  for (const [token, project, reason] of [
    ['wrong', 'demo', /401/],
    [proxy.token, 'none', /Project not found/],
  ]) {
    const { status, stderr } = upload(token, project)
    assert.notEqual(status, 0)
    assert.match(stderr, /** @type {RegExp} */ (reason))
  }

  const { status, stdout, stderr } = upload()
  assert.equal(status, 0, stderr)
  assert.match(stdout, new RegExp(`OK ${DEBUG_ID} \\(deaths_bg.debug.wasm; wasm32\\)`))
  const text = await app.textOf(issue)
  assert.match(text, new RegExp(`price_of in src/lib.rs:${lineOf(LINE)}`))
  assert.ok(text.includes(LINE), text)
  assert.match(upload().stdout, /Nothing to upload, all files are on the server/)
})
