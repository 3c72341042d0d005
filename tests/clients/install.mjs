// @ts-check
// Installs what the lock of a folder beside this file pins in .tools/, which is kept from run to run.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'
import { toolsFolder } from '../../scripts/tools.mjs'

const FILES = ['package.json', 'package-lock.json']
/** Longest time, in ms: the packages have 100 MB. */
const TIMEOUT = 480_000

/** The folder of the installed packages. @param {'deno' | 'web-api'} name of the folder beside this file */
export function installClients(name) {
  const source = join(root, 'tests', 'clients', name)
  const folder = join(toolsFolder, name)
  const installed = join(folder, 'node_modules', 'installed-lock.json')
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return join(folder, 'node_modules')
  mkdirSync(folder, { recursive: true })
  for (const file of FILES) cpSync(join(source, file), join(folder, file))
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: TIMEOUT })
  assert.equal(status, 0, stderr)
  cpSync(join(folder, 'package-lock.json'), installed)
  return join(folder, 'node_modules')
}
