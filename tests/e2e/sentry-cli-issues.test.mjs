// @ts-check
// Sentry's own tool lists issues, events and releases here, and resolves issues.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../scripts/run.mjs'
import { npmBin } from '../../scripts/tools.mjs'
import { startProxy } from './proxy.mjs'

test('sentry-cli lists what is here, and works on issues', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-cli-'))
  const proxy = await startProxy({ data: folder })
  t.after(async () => {
    await proxy.stop()
    rmSync(folder, { recursive: true })
  })
  for (const name of ['browser', 'message', 'python']) {
    const text = readFileSync(join(root, 'tests', 'fixtures', 'events', `${name}.json`), 'utf8')
    const event = JSON.stringify({ ...JSON.parse(text), timestamp: Date.now() / 1000 })
    await proxy.send(`{}\n{"type":"event","length":${Buffer.byteLength(event)}}\n${event}\n`)
  }
  await proxy.waitForIssue(/invoice/)
  const run = (/** @type {string} */ line, token = proxy.token) =>
    spawnSync(npmBin('sentry-cli'), line.split(' '), {
      encoding: 'utf8',
      env: {
        ...process.env,
        SENTRY_URL: proxy.url,
        SENTRY_AUTH_TOKEN: token,
        SENTRY_ORG: 'any',
        SENTRY_PROJECT: 'demo',
      },
    })
  const cli = (/** @type {string} */ line) => {
    const { status, stdout, stderr } = run(line)
    assert.equal(status, 0, `sentry-cli ${line}: ${stdout}\n${stderr}`)
    return stdout
  }
  const status = async (/** @type {number} */ id) => (await proxy.api(`issues/${id}/`)).status

  assert.match(cli('info'), /User: token-1[\s\S]*event:read/)
  assert.match(cli('organizations list'), /balefire/)
  assert.match(cli('projects list'), /demo/)
  assert.match(cli('issues list'), /DEMO-1[\s\S]*TypeError|TypeError[\s\S]*DEMO-1/)
  assert.match(cli('events list'), /TypeError/)
  assert.match(cli('releases list'), /shop@2\.4\.1/)
  assert.match(cli('releases info shop@2.4.1'), /shop@2\.4\.1/)
  cli('repos list')
  cli('monitors list')

  assert.match(cli('issues resolve -i 1'), /resolved/)
  assert.deepEqual([await status(1), await status(2)], ['resolved', 'unresolved'])
  cli('issues mute -i 2')
  assert.equal(await status(2), 'ignored')
  cli('issues unresolve -s muted')
  assert.equal(await status(2), 'unresolved')
  cli('issues resolve -a')
  assert.deepEqual([await status(1), await status(2), await status(3)], Array(3).fill('resolved'))

  const refused = run('issues list', 'wrong')
  assert.notEqual(refused.status, 0)
  assert.match(refused.stderr, /401/)
})
