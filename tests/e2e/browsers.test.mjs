// @ts-check
// The drivers themselves: each browser opens a page, runs a script, clicks and types as a user does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { launchers } from './browsers/every.mjs'
import { startSite } from './site.mjs'

const PAGE = `<!doctype html><title>a page</title>
<button>press</button><input>
<script>
  const seen = []
  for (const name of ['click', 'keydown']) addEventListener(name, (e) => seen.push([name, e.isTrusted]))
</script>`

for (const [name, launch] of Object.entries(launchers)) {
  test(`${name} opens, evaluates, clicks and types`, async (t) => {
    const site = await startSite({ '/': PAGE })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    assert.equal(browser.name, name)
    assert.match(browser.version, /^\d+\.\d+/)

    const page = await browser.newPage()
    await page.goto(`${site.url}/`)
    assert.equal(await page.evaluate('return document.title'), 'a page')
    assert.deepEqual(await page.evaluate('return await Promise.resolve({ a: [1, null] })'), { a: [1, null] })
    assert.equal(await page.evaluate('return undefined'), undefined)
    await assert.rejects(page.evaluate("throw new Error('of the page')"), /of the page/)

    await page.click('button')
    await page.type('input', 'ab')
    assert.deepEqual(await page.evaluate('return seen'), [
      ['click', true],
      ['keydown', true],
      ['keydown', true],
    ])
    assert.equal(await page.evaluate("return document.querySelector('input').value"), 'ab')
  })

  test(`${name} keeps the storage of two pages apart`, async (t) => {
    const site = await startSite({ '/': PAGE })
    t.after(site.close)
    const browser = await launch()
    t.after(browser.close)
    const [one, other] = [await browser.newPage(), await browser.newPage()]
    for (const page of [one, other]) await page.goto(`${site.url}/`)
    await one.evaluate("localStorage.setItem('who', 'one')")
    assert.equal(await other.evaluate("return localStorage.getItem('who')"), null)
    await one.close()
    assert.equal(await other.evaluate('return 1'), 1)
  })

  test(`${name} says when a page cannot be loaded`, async (t) => {
    const site = await startSite({})
    await site.close()
    const browser = await launch()
    t.after(browser.close)
    const page = await browser.newPage()
    await assert.rejects(page.goto(`${site.url}/`))
  })
}
