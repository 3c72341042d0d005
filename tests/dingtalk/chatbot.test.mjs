// @ts-check
// DingtalkChatbot (PyPI) sends the bodies that chatbot.json says it does. The server's tests compare its own with them.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { startRobot } from './robot.mjs'

const here = import.meta.dirname
const python = join(here, '..', '..', '.tools', 'venv', 'bin', 'python')
const cases = JSON.parse(readFileSync(join(here, 'chatbot.json'), 'utf8'))

test('DingtalkChatbot sends what is compared, and the robot takes it', async () => {
  const robot = await startRobot({ secret: 'SECabc', accessToken: 't' })
  try {
    const child = spawn(python, [join(here, 'chatbot.py'), `${robot.url}?access_token=t`, 'SECabc'])
    child.stdin.end(JSON.stringify(cases))
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
    assert.equal(errors, '')
    const taken = JSON.parse(out).map((/** @type {{ errcode: number }} */ answer) => answer.errcode)
    assert.deepEqual(
      taken,
      cases.map(() => 0),
    )
    for (const [at, { name, body }] of cases.entries()) assert.deepEqual(robot.messages[at]?.body, body, name)
  } finally {
    await robot.close()
  }
})
