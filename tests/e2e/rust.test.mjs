// @ts-check
// What the crate tells of an app that lives on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exceptions, frames } from './event.mjs'
import { open } from './harness.mjs'

test('an error of Rust, with its source', async (t) => {
  const world = await open()
  t.after(world.close)
  const { url, dsn } = world.proxy
  const site = await world.newSite({
    '/': `<!doctype html><meta charset="utf-8">
<script src="${url}/balefire.min.js" data-dsn="${dsn}" crossorigin="anonymous"></script>
<script type="module">
import init, { refund } from '${url}/demo/app/balefire_demo.js'
await init()
document.title = String(refund('all of it'))
</script>`,
  })
  const page = await world.newPage()
  await page.goto(`${site.url}/`)
  const issue = await world.proxy.waitForIssue('Refund: the refund has no amount')
  assert.equal(issue.level, 'error')
  assert.equal(await page.title(), '0')
  const event = await world.proxy.latest(issue)
  assert.deepEqual(
    exceptions(event).map(({ type, value }) => `${type}: ${value}`),
    ['ParseIntError: invalid digit found in string', 'Refund: the refund has no amount'],
  )
  const [newest] = frames(event).filter(({ inApp }) => inApp)
  assert.match(newest?.function ?? '', /refund/)
  assert.equal(exceptions(event)[0]?.stacktrace?.frames.length ?? 0, 0)
})
