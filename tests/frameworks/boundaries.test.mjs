// @ts-check
// Errors of a component's children, in Leptos and in Yew: the fallback is shown, and each error is reported once.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { bind, compile } from '../../scripts/wasm.mjs'
import { launchers } from '../e2e/browsers/every.mjs'
import { eventually } from '../e2e/eventually.mjs'
import { startIngest } from '../e2e/ingest.mjs'
import { startSite } from '../e2e/site.mjs'
import { pageOf } from './framework_app.mjs'

/** What a framework's app has of its own: the component that is to blame. */
const FRAMEWORKS = /** @type {const} */ ({ leptos: 'Cart', yew: 'Price' })

for (const framework of /** @type {(keyof typeof FRAMEWORKS)[]} */ (Object.keys(FRAMEWORKS)))
  describe(`the error boundary for ${framework}`, () => {
    /** @type {Map<string, Uint8Array>} */
    let app
    before(async () => {
      app = await bind(await compile('balefire-frameworks', ['--features', framework], 'lines'), 'app', 'web')
    })

    for (const [engine, launch] of Object.entries(launchers))
      test(`each error is reported once in ${engine}`, async (t) => {
        const ingest = await startIngest()
        t.after(ingest.close)
        const site = await startSite({
          '/': pageOf({ dsn: `http://key@${ingest.host}/1`, release: 'shop@1' }),
          ...Object.fromEntries([...app].map(([path, body]) => [`/${path}`, body])),
        })
        t.after(site.close)
        const browser = await launch()
        t.after(browser.close)
        const page = await browser.newPage()
        await page.goto(`${site.url}/`)
        const shown = () => page.evaluate(`return document.querySelector('#price')?.innerText`)
        /** @param {string} words */
        const shows = (words) => eventually(async () => (await shown()) === words, `"${words}"`, 10_000)
        /** @param {string} name */
        const press = (name) =>
          page.evaluate(
            `[...document.querySelectorAll('button')].find((it) => it.innerText === '${name}').click()`,
          )
        /** @param {string} text */
        const set = async (text) => {
          await page.evaluate(`document.querySelector('input').value = '${text}'`)
          await press('Set')
        }
        const events = () => ingest.of(1).flatMap(({ event }) => event ?? [])
        const words = () => events().map(({ exception }) => exception.values.at(-1).value)

        await shows('12')
        await set('free')
        await shows('No price')
        await eventually(() => events().length > 0, 'the first', 10_000)
        const [{ exception, contexts, level }] = events()
        assert.deepEqual(
          exception.values.map((/** @type {any} */ { type, value }) => `${type}: ${value}`),
          ['ParseIntError: invalid digit found in string', 'NoPrice: no price: free'],
        )
        assert.equal(exception.values[1].mechanism.handled, true)
        assert.deepEqual([level, contexts[framework]], ['error', { component: FRAMEWORKS[framework] }])

        // It is healed, and another one comes.
        await set('7')
        if (framework === 'yew') await press('Again')
        await shows('7')
        await set('dear')
        await shows('No price')
        await eventually(() => events().length > 1, 'the second', 10_000)
        await pause(300)
        assert.deepEqual(words(), ['no price: free', 'no price: dear'])
        if (framework === 'leptos') return

        await set('8')
        await press('Again')
        await shows('8')
        await press('Lose')
        await shows('No price')
        await eventually(() => events().length > 2, 'that of a callback', 10_000)
        assert.deepEqual(words().slice(2), ['the parcel is lost'])
      })
  })
