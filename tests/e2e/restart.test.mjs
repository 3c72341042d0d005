// @ts-check
// What was said 200 to, and what was to be told, outlives a server that is killed.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startRobot } from '../dingtalk/robot.mjs'
import { failure } from './envelope.mjs'
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
