// @ts-check
// The packed package in an app of each bundler, opened in Chromium. `BUNDLER=vite` runs those with that word in the name.
import { after, before, test } from 'node:test'
import { APPS } from './apps.mjs'
import { openCounter } from './arrives.mjs'
import { packed } from './workshop.mjs'

/** @type {Awaited<ReturnType<typeof openCounter>>} */
let counter
/** @type {ReturnType<typeof packed>} */
let balefire
before(async () => {
  balefire = packed()
  counter = await openCounter()
})
after(async () => {
  await counter?.close()
  balefire?.remove()
})

const word = process.env.BUNDLER?.toLowerCase() ?? ''

for (const app of APPS.filter(({ name }) => name.toLowerCase().includes(word)))
  test(app.name, () => counter.checkApp(app, balefire.tarball))
