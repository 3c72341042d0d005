// @ts-check
// The files of the SDK that `npm run build` made, for sites of tests.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

const dist = join(root, 'dist')

/** A file of dist/. @param {string} name */
export const builtFile = (name) => readFileSync(join(dist, name))

/**
 * All scripts and modules, by their paths on a site, as the server serves them: to pages of any origin.
 * @returns {Record<string, import('./site.mjs').File>}
 */
export const sdkFiles = () =>
  Object.fromEntries(
    readdirSync(dist)
      .filter((name) => /\.(js|wasm)$/.test(name))
      .map((name) => [
        `/${name}`,
        { body: builtFile(name), headers: { 'Access-Control-Allow-Origin': '*' } },
      ]),
  )
