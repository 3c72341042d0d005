// @ts-check
// The last resort's small items, sessions and spans, which wait nowhere else: each is sent, kept for the next page or counted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keptKey, readKept } from '../../js/last_resort/kept_for_next_page.js'
import { lastResort } from '../../js/last_resort/last_resort.js'
import { NETWORK_ERROR, RATELIMIT_BACKOFF, SEND_ERROR } from '../../js/recorder/losses.js'
import { waitingCaptures } from '../../js/recorder/waiting_captures.js'
import { fakeStorage, usePage } from './fake_storage.mjs'

const DSN = 'https://key@errors.test/7'

/**
 * A last resort whose server answers with these statuses, one after the other; 0 is none.
 * @param {number[]} statuses @param {{ offline?: boolean, isFull?: boolean, onLine?: boolean }} [page]
 */
const resortOf = (statuses, { offline = true, isFull = false, onLine = true } = {}) => {
  const storage = fakeStorage()
  usePage(storage, { onLine })
  if (isFull)
    storage.localStorage.setItem = () => {
      throw new Error('QuotaExceededError')
    }
  /** @type {string[]} */
  const posted = []
  const fetch = /** @type {any} */ (
    async (/** @type {string} */ _, /** @type {{ body: string }} */ { body }) => {
      posted.push(body)
      const status = statuses.shift() ?? 200
      if (!status) throw new TypeError('no network')
      return new Response(null, { status })
    }
  )
  const waiting = waitingCaptures(() => {})
  const client = { options: { dsn: DSN, offline }, integrations: [] }
  const resort = lastResort(client, { fetch, url: '', withoutRecursion: (hook) => hook }, waiting)
  return {
    ...resort,
    posted,
    kept: () => readKept(keptKey(DSN)),
    /** Losses of which nobody has been told. */
    losses() {
      /** @type {any[]} */
      let all = []
      waiting.tellLosses((losses) => {
        all = losses
        return true
      })
      return all
    },
  }
}

const SESSION = { type: 'session', payload: '{"sid":"1"}' }
const SPANS = { type: 'span', payload: '{"items":[]}', container: { item_count: 3 } }

test('a session that the last resort could not send is kept or counted', async () => {
  for (const status of [0, 500, 503]) {
    const { sendItem, settled, kept, losses } = resortOf([status])
    sendItem(SESSION)
    await settled()
    const [[at, text, id], ...others] = /** @type {any[]} */ (kept())
    assert.equal(typeof at, 'number')
    assert.match(text, /\n\{"type":"session"\}\n\{"sid":"1"\}\n$/)
    assert.match(id, /^[\da-f]{32}$/)
    assert.deepEqual([others, losses()], [[], []], `${status}`)
  }
  for (const page of [{ offline: false }, { isFull: true }]) {
    const { sendItem, settled, kept, losses } = resortOf([0, 0], page)
    sendItem(SESSION)
    sendItem(SPANS)
    await settled()
    assert.deepEqual(kept(), [])
    assert.deepEqual(losses(), [
      [1, 'session', NETWORK_ERROR],
      [3, 'span', NETWORK_ERROR],
    ])
  }
})

test('an offline page asks no server, as a request may hang until it ends', async () => {
  const { sendItem, settled, kept, posted } = resortOf([], { onLine: false })
  sendItem(SESSION)
  await settled()
  assert.equal(posted.length, 0)
  assert.equal(kept().length, 1)
})

test('what a server refuses is counted for the next page, and what it limits it counts itself', async () => {
  const { sendItem, settled, kept, posted } = resortOf([403, 429])
  sendItem(SESSION)
  await settled()
  assert.deepEqual(kept(), [[1, 'session', SEND_ERROR]])
  sendItem(SESSION)
  await settled()
  assert.deepEqual(kept(), [[1, 'session', SEND_ERROR]])
  // In the pause nothing is sent.
  sendItem(SESSION)
  sendItem(SPANS)
  await settled()
  assert.equal(posted.length, 2)
  assert.deepEqual(kept(), [
    [1, 'session', SEND_ERROR],
    [1, 'session', RATELIMIT_BACKOFF],
    [3, 'span', RATELIMIT_BACKOFF],
  ])
})
