// @ts-check
// What the tests of Sentry's own clients have in common: each runs a program, and looks for what the program told.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { frames, tag } from './event.mjs'

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
