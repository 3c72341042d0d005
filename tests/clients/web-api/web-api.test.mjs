// @ts-check
// Sentry's own clients read issues here and work on them, as they are published: its MCP server and its terminal CLI.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { root } from '../../../scripts/run.mjs'
import { startProxy } from '../../e2e/proxy.mjs'
import { installClients } from '../install.mjs'
import { startMcpServer } from './mcp_client.mjs'

const ORG = { organizationSlug: 'balefire' }
const DEMO = { ...ORG, projectSlug: 'demo' }
const TITLE = "TypeError: Cannot read properties of undefined (reading 'token')"

const folder = mkdtempSync(join(tmpdir(), 'balefire-web-api-'))
/** @type {import('../../e2e/proxy.mjs').Proxy} */
let proxy
let modules = ''
let id = ''
before(async () => {
  modules = installClients('web-api')
  proxy = await startProxy({ data: folder })
  for (const name of ['browser', 'message', 'python']) {
    const text = readFileSync(join(root, 'tests', 'fixtures', 'events', `${name}.json`), 'utf8')
    const event = JSON.stringify({ ...JSON.parse(text), timestamp: Date.now() / 1000 })
    await proxy.send(`{}\n{"type":"event","length":${Buffer.byteLength(event)}}\n${event}\n`)
    await proxy.waitUntil(async () => (await proxy.issues()).length > 0, name)
  }
  await proxy.waitForIssue(/invoice/)
  id = (await proxy.waitForIssue(TITLE)).id
})
after(async () => {
  await proxy?.stop()
  rmSync(folder, { recursive: true })
})

/** The issue of the page's error, as the web API says it now. */
const issue = async () => proxy.api(`issues/${id}/`)

test("Sentry's MCP server finds its way, and works on an issue", async (t) => {
  const program = join(modules, '@sentry', 'mcp-server', 'dist', 'index.js')
  const mcp = await startMcpServer(program, proxy)
  t.after(mcp.close)
  const { shortId } = await issue()
  const one = { ...ORG, issueId: shortId }

  assert.match(await mcp.call('whoami'), /authenticated as token-1/)
  assert.match(await mcp.call('find_organizations'), /\*\*balefire\*\*[\s\S]*self-hosted/)
  assert.match(await mcp.call('find_teams', ORG), /balefire \(ID: 1\)/)
  assert.match(await mcp.call('find_projects', ORG), /\*\*demo\*\*/)
  assert.match(await mcp.call('find_releases', DEMO), /## 2\.4\.1[\s\S]*New Issues\*\*: 1/)
  assert.match(await mcp.call('find_dsns', DEMO), new RegExp(proxy.key))

  const resource = { ...ORG, resourceType: 'issue', resourceId: shortId }
  const details = await mcp.call('get_sentry_resource', resource)
  for (const text of [
    TITLE,
    'confirmPayment',
    'return store.commit(payment.receipt.token)',
    'Status**: unresolved',
  ])
    assert.ok(details.includes(text), `${text} is missing in ${details}`)
  assert.match(await mcp.call('get_issue_tag_values', { ...one, tagKey: 'browser.name' }), /`Chrome` \| 1/)
  assert.match(await mcp.call('search_issue_events', { ...one, query: '' }), /Found 1 error/)
  assert.match(
    await mcp.call('search_events', { ...ORG, query: 'level:error', dataset: 'errors' }),
    /TypeError/,
  )

  const count = async (/** @type {string} */ query) =>
    Number(
      /Found \*\*(\d+)\*\*/.exec(
        await mcp.call('search_issues', { ...ORG, projectSlugOrId: 'demo', query }),
      )?.[1] ?? 0,
    )
  assert.equal(await count('is:unresolved'), 3)
  assert.match(await mcp.call('update_issue', { ...one, status: 'resolved' }), /unresolved → \*\*resolved/)
  assert.equal((await issue()).status, 'resolved')
  assert.equal(await count('is:unresolved'), 2)
  assert.match(await mcp.call('update_issue', { ...one, assignedTo: 'user:token-1' }), /→ \*\*token-1/)
  assert.match(await mcp.call('update_issue', { ...one, status: 'unresolved' }), /resolved → \*\*unresolved/)
  const ignore = { ignoreMode: 'forDuration', ignoreDurationMinutes: 30, reason: 'seen by many' }
  assert.match(await mcp.call('update_issue', { ...one, status: 'ignored', ...ignore }), /Until 20/)
  const now = await issue()
  assert.deepEqual([now.status, now.assignedTo.name, now.numComments], ['ignored', 'token-1', 1])
  await mcp.call('update_issue', { ...one, status: 'unresolved' })
})

test("Sentry's terminal CLI lists issues, shows one and resolves it", async () => {
  const { shortId } = await issue()
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    NO_COLOR: '1',
    SENTRY_CLI_NO_TELEMETRY: '1',
    SENTRY_URL: proxy.url,
    SENTRY_HOST: proxy.url,
    SENTRY_AUTH_TOKEN: proxy.token,
  }
  const program = join(modules, 'sentry', 'dist', 'bin.cjs')
  const sentry = async (/** @type {string[]} */ ...args) => {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env })
    return stdout
  }
  assert.match(await sentry('auth', 'whoami'), /token-1/)
  assert.match(await sentry('org', 'list'), /balefire/)
  assert.match(await sentry('project', 'list', 'balefire/'), /demo/)
  const { data } = JSON.parse(await sentry('issue', 'list', 'balefire/demo', '--json'))
  assert.deepEqual(data.map((/** @type {any} */ it) => it.shortId).sort(), ['DEMO-1', 'DEMO-2', 'DEMO-3'])
  assert.match(await sentry('issue', 'view', shortId), /confirmPayment/)
  assert.match(await sentry('event', 'view', shortId, '--json'), /"eventID"/)
  assert.match(await sentry('issue', 'events', shortId), /TypeError/)
  assert.match(await sentry('release', 'list', 'balefire/demo'), /2\.4\.1/)
  assert.match(await sentry('issue', 'resolve', shortId), /Resolved/)
  assert.equal((await issue()).status, 'resolved')
  assert.match(await sentry('issue', 'archive', shortId), /Archived/)
  assert.equal((await issue()).substatus, 'archived_forever')
  assert.match(await sentry('issue', 'unresolve', shortId), /Unresolved/)
})
