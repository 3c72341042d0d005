// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sessions } from '../../js/recorder/release_health.js'
import { countError } from '../../js/report/session_errors.js'

test('a session that was sent learns who the user is, once for each', () => {
  /** @type {any[]} */
  const sent = []
  let user = ''
  const session = sessions(
    { release: 'a@1' },
    () => user || undefined,
    (json) => sent.push(JSON.parse(json)),
  )
  session.updateUser()
  session.start()
  user = '1'
  session.updateUser()
  assert.deepEqual(sent, [], 'what was not sent yet waits for its time')
  session.capture()
  session.updateUser()
  user = '2'
  session.updateUser()
  session.updateUser()
  user = ''
  session.updateUser()
  assert.deepEqual(
    sent.map(({ did, init, sid }) => [did, init, sid === sent[0].sid]),
    [
      ['1', true, true],
      ['2', false, true],
    ],
  )
})

test('a session that cannot be written costs the page nothing', () => {
  const attrs = {
    get release() {
      throw new RangeError('broken')
    },
  }
  const session = sessions(
    attrs,
    () => undefined,
    () => assert.fail('nothing to send'),
  )
  session.start()
  session.capture()
  countError(session, true)
  session.end()
})
