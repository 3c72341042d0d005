// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { compressed } from '../../js/send/compress.js'
import { readBatch, started } from './fake_server.mjs'

const page = /** @type {any} */ (globalThis)
const { CompressionStream } = page
const bytes = new TextEncoder().encode('{"a":1}'.repeat(1_000))

test('a body is compressed, and a small one is not', async () => {
  const packed = await compressed(bytes)
  assert.ok(packed.length < 200)
  assert.deepEqual(new Uint8Array(gunzipSync(packed)), bytes)
  const small = bytes.subarray(0, 900)
  assert.equal(await compressed(small), small)
})

test('without a compressor that works it goes as it is', async () => {
  /** Passes everything on as it is. */
  class Idle extends TransformStream {}
  class Stuck {
    readable = new ReadableStream()
    writable = new WritableStream()
  }
  for (const broken of [undefined, Idle, Stuck, () => {}]) {
    page.CompressionStream = broken
    try {
      assert.equal(await compressed(bytes), bytes)
    } finally {
      page.CompressionStream = CompressionStream
    }
  }
})

test('a page that is left does not wait for its batch to be compressed', async () => {
  const { queue, capture, posted } = await started(() => ({ isBatching: true }))
  queue.noteBatching(true)
  page.CompressionStream = class {
    readable = new ReadableStream()
    writable = new WritableStream()
  }
  try {
    capture('a', { payload: JSON.stringify({ message: 'a', text: 'x'.repeat(2_000) }) })
    const all = queue.flush(() => {})
    await new Promise((done) => setTimeout(done, 10))
    assert.equal(posted.length, 0)
    queue.drain(true)
    assert.equal(posted.length, 1, 'at once')
    // It came back, and is left again while the request is on its way.
    queue.drain(true)
    assert.equal(posted.length, 1, 'and once')
    assert.ok(await all)
  } finally {
    page.CompressionStream = CompressionStream
  }
  assert.equal(posted.length, 1)
  assert.equal(readBatch(posted[0]?.body).envelopes[0].item.message, 'a')
  capture('b', { payload: JSON.stringify({ message: 'b', text: 'x'.repeat(2_000) }) })
  assert.ok(await queue.flush(() => {}))
  assert.equal(readBatch(gunzipSync(posted[1]?.body)).envelopes[0].item.message, 'b')
})
