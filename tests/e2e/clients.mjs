// @ts-check
// What the tests of Sentry's own clients have in common: each runs a program, and looks for what the program told.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { frames, tag } from './event.mjs'
import { eventually } from './eventually.mjs'

/**
 * What a client says with whatever it reports.
 * @typedef {{ name: string, release: string, user: string, tag: string }} Client `tag`: the value of its tag `sdk`
 */

/** A proxy of the machine is not on the way to a server on loopback. */
const withoutProxies = (/** @type {NodeJS.ProcessEnv} */ env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name)))

/** Longest run of a program, in ms. */
const TIMEOUT = 60_000

/** Runs a program to its end. */
export const runClient = (/** @type {string} */ program, /** @type {string[]} */ args) =>
  promisify(execFile)(program, args, { env: withoutProxies(process.env), timeout: TIMEOUT })

/**
 * The newest event of the issue of this title, which has come as the client meant it.
 * @param {import('./harness.mjs').World} world
 * @param {Client} client
 * @param {{ title: string, level: string, newest?: string }} report `newest`: the function of the newest frame
 */
export async function checkReport({ proxy, waitForMessage }, client, { title, level, newest }) {
  const issue = await proxy.waitForIssue(title)
  const event = await proxy.latest(issue)
  assert.deepEqual(
    {
      name: event.sdk?.name,
      release: event.release?.version,
      user: event.user?.id,
      tag: tag(event, 'sdk'),
    },
    client,
  )
  assert.equal(tag(event, 'environment'), 'staging')
  assert.deepEqual([issue.level, tag(event, 'level')], [level, level])
  if (newest) assert.equal(frames(event)[0]?.function, newest)
  await waitForMessage(issue)
  return event
}

/** The address of a segment on a page of the server. */
const SEGMENT = /\/performance\/segment\/\d+\/[0-9a-f]{16}\//

/**
 * A transaction of this name has arrived once: it is counted, and its page shows its spans.
 * @param {import('./harness.mjs').World} world
 * @param {{ name: string, spans?: string[], isFailed?: boolean }} expected
 */
export async function checkTransaction({ proxy }, { name, spans = [], isFailed = false }) {
  const query = encodeURIComponent(`transaction:"${name}"`)
  const fields = ['transaction', 'count()', 'tpm()', 'failure_rate()', 'p95(transaction.duration)']
  const asked = fields.map((field) => `field=${encodeURIComponent(field)}`).join('&')
  const address = `organizations/balefire/events/?dataset=transactions&statsPeriod=1h&query=${query}&${asked}`
  const row = await eventually(async () => (await proxy.api(address)).data[0], `transaction ${name}`)
  const { 'p95(transaction.duration)': p95, 'tpm()': perMinute, ...counted } = row
  assert.deepEqual(counted, { transaction: name, 'count()': 1, 'failure_rate()': isFailed ? 1 : 0 })
  assert.ok(p95 >= 0 && p95 < 60_000, p95)
  assert.ok(Math.abs(perMinute - 1 / 60) < 0.001, `${perMinute} a minute`)

  const htmlOf = async (/** @type {string} */ path) => (await fetch(proxy.url + path)).text()
  const list = `/performance/transactions/?project=demo&name=${encodeURIComponent(name)}`
  const html = await htmlOf(list)
  assert.equal(/<dt>Failed<\/dt><dd><span class="rating poor">100 %/.test(html), isFailed, `${name} failed`)
  const segment = await htmlOf(SEGMENT.exec(html)?.[0] ?? '/')
  for (const part of [`<h1>${name}</h1>`, ...spans]) assert.ok(segment.includes(part), part)
}
