// @ts-check
// The server against the fake robot in real time: the robot refuses the 21st message of any minute, and then all for ten
// minutes. Nothing is refused, nothing is lost, and a fatal error passes those that wait.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { failure } from '../../e2e/envelope.mjs'
import { eventually } from '../../e2e/eventually.mjs'
import { startProxy } from '../../e2e/proxy.mjs'
import { startRobot } from '../robot.mjs'

const ROBOT = { accessToken: 'pace-token', secret: 'SECpace' }
/** More than two minutes' worth: each project's first issue is a message of its own. */
const PROJECTS = 45
/** What goes in a minute without the reserve for fatal errors. */
const ORDINARY = 17
/** Longest wait for all messages, in ms. */
const ALL = 240_000

test('a burst is told within the pace of the robot', async () => {
  const data = mkdtempSync(join(tmpdir(), 'balefire-pace-'))
  const robot = await startRobot(ROBOT)
  const proxy = await startProxy({ data, robot: { ...ROBOT, url: robot.url } })
  try {
    const projects = []
    // The last one is for the fatal error: beside an issue that waits, both would be one message.
    for (let n = 0; n <= PROJECTS; n++) projects.push(await proxy.newProject(`shop-${n}`))
    const report = async (/** @type {number} */ n, /** @type {string} */ level) => {
      const { key, id } = /** @type {{ key: string, id: string }} */ (projects[n])
      const body = failure(`Burst${n}${level}`, 'all at once', { level })
      assert.equal((await proxy.send(body, { key, project: id })).status, 200)
    }
    for (let n = 0; n < PROJECTS; n++) await report(n, 'error')
    await eventually(() => robot.messages.length >= ORDINARY, 'the first messages', ALL)
    await report(PROJECTS, 'fatal')
    const isFatal = (/** @type {{ text: string }} */ { text }) => text.includes('fatal')
    await eventually(() => robot.messages.some(isFatal), 'the fatal one', ALL)
    assert.ok(robot.messages.length < PROJECTS / 2, 'it did not wait for the others')

    await eventually(() => robot.messages.length > PROJECTS, 'all messages', ALL)
    assert.deepEqual(robot.refusals, [])
    const times = robot.messages.map(({ at }) => at)
    for (const [n, at] of times.entries()) {
      const later = times[n + 20]
      assert.ok(
        later === undefined || later - at >= 60_000,
        `message ${n + 20} came ${Number(later) - at} ms after`,
      )
    }
    const told = new Set(robot.messages.map(({ title }) => title))
    assert.equal(told.size, PROJECTS + 1, 'each once')
  } finally {
    await proxy.stop()
    await robot.close()
    rmSync(data, { recursive: true, force: true })
  }
})
