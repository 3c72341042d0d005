// @ts-check
// What the last resort keeps in localStorage, where the page has used most of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keep, keptKey, readKept } from '../../js/last_resort/kept_for_next_page.js'
import { fakeStorage, usePage } from './fake_storage.mjs'

const ENVELOPE = `{"event_id":"0"}\n{"type":"event"}\n${'x'.repeat(150)}\n`
const EVENTS = 20

/** A page whose storage has room for so many characters. @param {number} room */
const usePageWith = (room) => {
  const storage = fakeStorage()
  const { setItem } = storage.localStorage
  storage.localStorage.setItem = (key, value) => {
    if (value.length > room) throw new Error('QuotaExceededError')
    return setItem(key, value)
  }
  usePage(storage)
}

test('whatever room the page has left, each event is kept or counted', () => {
  const key = keptKey('https://k@a.test/1')
  for (let room = 100; room < 1000; room++) {
    usePageWith(room)
    for (let n = 0; n < EVENTS; n++) keep(key, [[ENVELOPE, 'event']])
    let counted = 0
    for (const { 0: first, 1: text } of readKept(key)) counted += text === 'event' ? first : 1
    assert.equal(counted, EVENTS, `room for ${room} characters`)
  }
})
