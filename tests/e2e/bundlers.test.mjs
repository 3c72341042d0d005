// @ts-check
// The packed package in apps that esbuild makes; `npm run matrix` has those of the other bundlers.
import { after, before, test } from 'node:test'
import { ESBUILD_APPS } from '../bundlers/apps.mjs'
import { openCounter } from '../bundlers/arrives.mjs'
import { packed } from '../bundlers/workshop.mjs'

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

for (const app of ESBUILD_APPS) test(app.name, () => counter.checkApp(app, balefire.tarball))
