// @ts-check
// What must come of an app that is opened in Chromium, however it was bundled.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { filesIn } from '../../scripts/output.mjs'
import { startBrowser } from '../e2e/browser.mjs'
import { eventually } from '../e2e/eventually.mjs'
import { startIngest } from '../e2e/ingest.mjs'
import { prepareFolder, runCommand } from './app_folder.mjs'
import { serveApp } from './serve_app.mjs'

/** Starts what the apps of a run share. */
export async function startAppChecks() {
  const ingest = await startIngest()
  const browser = await startBrowser()
  let project = 0
  return {
    /** Builds an app, opens it, and looks at what it sends. @param {import('./apps.mjs').App} app @param {string} tarball */
    async checkApp(app, tarball) {
      project++
      const place = prepareFolder(app, tarball)
      try {
        for (const command of app.build(place.bin)) runCommand(command, place.folder)
        const built = [...filesIn(join(place.folder, app.output ?? 'dist')).keys()]
        assert.deepEqual(
          built.filter((file) => file.endsWith('.wasm')),
          [],
          'the core is in the scripts',
        )
        const site = await serveApp(app, place)
        try {
          if (app.rendered) assert.ok((await (await fetch(site.url)).text()).includes(app.rendered))
          await checkPage(site.url, ingest, project, browser)
        } finally {
          await site.close()
        }
      } finally {
        place.remove()
      }
    },
    async close() {
      await browser.close()
      await ingest.close()
    },
  }
}

/**
 * @param {string} url
 * @param {Awaited<ReturnType<typeof startIngest>>} ingest
 * @param {number} project
 * @param {Awaited<ReturnType<typeof startBrowser>>} browser
 */
async function checkPage(url, ingest, project, browser) {
  const page = await browser.newPage()
  /** @type {string[]} */
  const modules = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.endsWith('.wasm')) modules.push(request.url())
  })
  await page.goto(`${url}/?dsn=${encodeURIComponent(`http://key@${ingest.host}/${project}`)}`)
  /** @type {any[]} */
  const ids = await page.waitForFunction('globalThis.ids').then((handle) => handle.jsonValue())
  const eventOf = (/** @type {string} */ id) =>
    ingest.of(project).find(({ event }) => event?.event_id === id)?.event
  const unhandled = () =>
    ingest.of(project).find(({ event }) => newestValue(event) === 'The blue lantern was not ordered')?.event
  const arrived = () => ids.every(eventOf) && unhandled()
  await eventually(arrived, () => `${JSON.stringify(ingest.of(project))}\n${page.complaints.join('\n')}`)

  const [handled, message, own] = ids.map(eventOf)
  checkException(handled, 'The red lantern was not ordered', url)
  checkException(unhandled(), 'The blue lantern was not ordered', url)
  assert.equal(handled.tags.shelf, 'north')
  assert.equal(unhandled()?.exception.values.at(-1)?.mechanism.handled, false)
  assert.deepEqual([message.message, message.level], ['The shop is open', 'info'])
  assert.deepEqual([own.message, own.level], ['The till is ready', 'warning'])
  assert.deepEqual(page.complaints, [])
  assert.deepEqual(modules, [], 'no module is fetched')
  await page.context().close()
}

/** The message of the error itself; its causes stand before it. @param {any} event */
const newestValue = (event) => event?.exception?.values.at(-1)?.value

/** An error whose cause has frames too, as the core alone reads them. @param {any} event @param {string} value @param {string} url */
function checkException(event, value, url) {
  const { values } = event.exception
  assert.deepEqual(
    values.map((/** @type {any} */ exception) => [exception.type, exception.value]),
    [
      ['RangeError', 'The shelf is empty'],
      ['Error', value],
    ],
  )
  for (const { stacktrace } of values) {
    const frames = stacktrace?.frames ?? []
    assert.ok(frames.length > 1, `frames of ${JSON.stringify(values)}`)
    assert.ok(frames.some((/** @type {any} */ frame) => frame.filename?.startsWith(url)))
  }
  assert.equal(event.extra?.raw_stack, undefined, 'the core has read the stacks')
}
