// @ts-check
// The packed package in apps that esbuild makes; `npm run matrix` has those of the other bundlers.
import { after, before, test } from 'node:test'
import { packPackage } from '../bundlers/app_folder.mjs'
import { ESBUILD_APPS } from '../bundlers/apps.mjs'
import { startAppChecks } from '../bundlers/check_app.mjs'

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

for (const app of ESBUILD_APPS) test(app.name, () => checks.checkApp(app, balefire.tarball))
