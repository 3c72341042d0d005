// @ts-check
// `npm run audit`: licences, sources and known holes of everything we link. Outside the gate, because its tool must
// be compiled first and its advisories come from the network.
import { join } from 'node:path'
import { run, whenRun } from './run.mjs'
import { isProgram, onPath, toolsFolder } from './tools.mjs'

const VERSION = '0.20.2'

await whenRun(import.meta.url, async () => {
  const own = join(toolsFolder, 'bin', 'cargo-deny')
  if (!isProgram(own) && !onPath('cargo-deny')) {
    console.log(`audit: cargo-deny ${VERSION} compiles for some minutes, once`)
    await run(['cargo', 'install', 'cargo-deny', '--version', VERSION, '--locked', '--root', toolsFolder])
  }
  await run([isProgram(own) ? own : 'cargo-deny', 'check'])
  await run(['npm', 'audit', '--omit=dev'])
})
