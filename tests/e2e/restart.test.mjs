// @ts-check
// What was said 200 to, and what was to be told, outlives a server that is killed.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startRobot } from '../dingtalk/robot.mjs'
import { failure, pageLoad } from './envelope.mjs'
import { eventually } from './eventually.mjs'
import { startProxy } from './proxy.mjs'

const ROBOT = { accessToken: 'e2e-token', secret: 'SECe2e' }
/** Longest wait for a message that failed before, in ms: the outbox waits longer after each try. */
const RETRY = 120_000

/** Gives a data folder to a test, and ends what the test started. */
async function withFolder(/** @type {(data: string, endings: (() => unknown)[]) => Promise<void>} */ run) {
  const data = mkdtempSync(join(tmpdir(), 'balefire-e2e-'))
  /** @type {(() => unknown)[]} */
  const endings = [() => rmSync(data, { recursive: true, force: true })]
  try {
    await run(data, endings)
  } finally {
    for (const end of endings.reverse()) await end()
  }
}

test('a message that could not be sent goes out after a restart, once', () =>
  withFolder(async (data, endings) => {
    // A port where nobody listens: the one of a robot that is gone.
    const gone = await startRobot(ROBOT)
    const { url } = gone
    await gone.close()

    const first = await startProxy({ data, robot: { ...ROBOT, url } })
    endings.push(() => first.stop())
    assert.equal((await first.send(failure('Outage', 'nobody hears this'))).status, 200)
    const issue = await first.waitForIssue('Outage: nobody hears this')
    await first.stop('SIGKILL')

    const robot = await startRobot({ ...ROBOT, port: Number(new URL(url).port) })
    endings.push(robot.close)
    const second = await startProxy({ data, robot: { ...ROBOT, url } })
    endings.push(() => second.stop())
    const about = (/** @type {{ id: string }} */ { id }) =>
      robot.messages.filter(({ text }) => text.includes(`/issues/${id}/`))
    await eventually(() => about(issue).length > 0, 'message of before the restart', RETRY)

    // A later message comes after any repetition of the first.
    await second.send(failure('Later', 'the outbox went on'))
    const later = await second.waitForIssue('Later: the outbox went on')
    await eventually(() => about(later).length > 0, 'message of after the restart')
    assert.equal(about(issue).length, 1)
    assert.equal(about(later).length, 1)
  }))

test('what got a 200 is stored after a kill, once', () =>
  withFolder(async (data, endings) => {
    const first = await startProxy({ data })
    endings.push(() => first.stop())
    const envelopes = Array.from({ length: 25 }, () => failure('Kept', 'was said 200 to'))
    const answers = await Promise.all(envelopes.map((envelope) => first.send(envelope)))
    await first.stop('SIGKILL')
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))

    const second = await startProxy({ data })
    endings.push(() => second.stop())
    const count = async () =>
      Number((await second.issues()).find(({ title }) => title.startsWith('Kept'))?.count ?? 0)
    await eventually(
      async () => (await count()) >= envelopes.length,
      async () => `all events; there are ${await count()}`,
    )

    // A client that never saw its answer sends again.
    await second.send(envelopes[0] ?? '')
    await second.send(failure('Later', 'stored after all of that'))
    await second.waitForIssue('Later: stored after all of that')
    assert.equal(await count(), envelopes.length)
  }))

test('page loads that come in during a kill count once', () =>
  withFolder(async (data, endings) => {
    const first = await startProxy({ data })
    endings.push(() => first.stop())
    const all = Array.from({ length: 200 }, (_, n) => pageLoad('/checkout', 500 + n))
    /** @type {string[]} */
    const accepted = []
    const sent = all.map(async (envelope, n) => {
      await pause(n * 5)
      const answer = first.send(envelope)
      if (n === all.length / 2) first.stop('SIGKILL')
      if ((await answer).ok) accepted.push(envelope)
    })
    await Promise.allSettled(sent)
    const lost = all.filter((envelope) => !accepted.includes(envelope))
    assert.ok(accepted.length > 20 && lost.length > 0, `${accepted.length} accepted`)

    const second = await startProxy({ data })
    endings.push(() => second.stop())
    const fields = ['transaction', 'count()', 'percentile(measurements.lcp,1)', 'p50(measurements.lcp)']
    const asked = fields.map((field) => `field=${encodeURIComponent(field)}`).join('&')
    const row = async () =>
      (await second.api(`organizations/balefire/events/?dataset=transactions&statsPeriod=24h&${asked}`))
        .data[0] ?? {}
    const count = async () => Number((await row())['count()'] ?? 0)
    await eventually(
      async () => (await count()) >= accepted.length,
      async () => `${accepted.length} page loads; there are ${await count()}`,
    )
    // A client that never saw its answer sends again, and some do that without need.
    for (const envelope of [...lost, ...accepted.slice(0, 20)])
      assert.equal((await second.send(envelope)).status, 200)
    await second.send(failure('Later', 'stored after all of that'))
    await second.waitForIssue('Later: stored after all of that')
    assert.equal(await count(), all.length)
    const html = await (await fetch(`${second.url}/performance/?project=demo&metric=lcp`)).text()
    assert.match(/class="count">[^<]*/.exec(html)?.[0] ?? '', /200 page views/)
    // Each value once, so the half of them is where it was.
    const half = (await row())['p50(measurements.lcp)']
    assert.ok(Math.abs(half - 599.5) < 7, `p50 of ${half}`)
  }))
