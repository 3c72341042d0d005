// @ts-check
// A real Alertmanager, whose webhook is ours. It is run where it is installed (Debian: prometheus-alertmanager), or where the
// variable ALERTMANAGER names it; without it, the bodies it has sent are in tests/fixtures/alertmanager/.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { onPath } from '../../scripts/tools.mjs'
import { eventually } from './eventually.mjs'
import { open } from './harness.mjs'

const program = process.env.ALERTMANAGER ?? onPath('prometheus-alertmanager') ?? onPath('alertmanager')
const skip = program ? false : 'no Alertmanager is installed'

/** @type {import('./harness.mjs').World} */
let world
/** @type {(() => unknown)[]} */
const endings = []
before(async () => {
  if (!skip) world = await open()
})
after(async () => {
  for (const end of endings.reverse()) await end()
  await world?.close()
})

/** A port that is free. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** Starts Alertmanager with one receiver; its address. @param {string} url @param {string} token */
async function startAlertmanager(url, token) {
  const folder = mkdtempSync(join(tmpdir(), 'balefire-alertmanager-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  const config = `
route: { receiver: balefire, group_by: [alertname, service], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: balefire
    webhook_configs:
      - url: ${url}
        http_config: { authorization: { credentials: ${token} } }
`
  writeFileSync(join(folder, 'alertmanager.yml'), config)
  const address = `127.0.0.1:${await freePort()}`
  const alertmanager = spawn(
    program ?? '',
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  endings.push(async () => {
    alertmanager.kill()
    await once(alertmanager, 'close')
  })
  const isReady = async () => (await fetch(`http://${address}/-/ready`).catch(() => undefined))?.ok
  await eventually(async () => Boolean(await isReady()), 'Alertmanager', 20_000)
  return `http://${address}`
}

test('a group fires, and is resolved', { skip }, async () => {
  const { proxy, robot } = world
  const token = proxy.tell('token', '--scope', 'alert:write', '--name', 'alertmanager')
  const alertmanager = await startAlertmanager(`${proxy.url}/api/${proxy.projectId}/alertmanager/`, token)
  const post = async (/** @type {object} */ more) => {
    const alerts = ['web-1', 'web-2'].map((instance) => ({
      labels: { alertname: 'HighLatency', service: 'shop', severity: 'critical', instance },
      annotations: { summary: 'p95 is over 2 s [see](https://evil.test)' },
      generatorURL: 'http://prometheus.test/graph',
      ...more,
    }))
    const headers = { 'Content-Type': 'application/json' }
    const body = JSON.stringify(alerts)
    const answer = await fetch(`${alertmanager}/api/v2/alerts`, { method: 'POST', headers, body })
    assert.equal(answer.status, 200)
  }
  const message = (/** @type {string} */ state) =>
    robot.messages.map(({ title, text }) => `${title}\n${text}`).find((text) => text.includes(state))
  await post({})
  const firing = await eventually(() => message('FIRING:2'), 'a group that fires', 20_000)
  assert.match(firing, /HighLatency shop/)
  assert.match(firing, /instance=web-1/)
  assert.match(firing, /instance=web-2/)
  assert.ok(!firing.includes('[see]'), firing)
  await post({ endsAt: new Date(Date.now() - 1000).toISOString() })
  const resolved = await eventually(() => message('RESOLVED'), 'a group that is resolved', 20_000)
  assert.match(resolved, /HighLatency shop/)
  assert.equal(robot.messages.length, 2)
})
