// @ts-check
// The packed package in an app of each bundler, opened in Chromium. `BUNDLER=vite` runs those with that word in the name.
import { after, before, test } from 'node:test'
import { packPackage } from './app_folder.mjs'
import { APPS } from './apps.mjs'
import { startAppChecks } from './check_app.mjs'

/** @type {Awaited<ReturnType<typeof startAppChecks>>} */
let checks
/** @type {ReturnType<typeof packPackage>} */
let balefire
before(async () => {
  balefire = packPackage()
  checks = await startAppChecks()
})
after(async () => {
  await checks?.close()
  balefire?.remove()
})

const word = process.env.BUNDLER?.toLowerCase() ?? ''

for (const app of APPS.filter(({ name }) => name.toLowerCase().includes(word)))
  test(app.name, () => checks.checkApp(app, balefire.tarball))
