// @ts-check
import { isBeside } from '../on_demand/wasm/find_module.js'
import { loadedFiles } from '../on_demand/wasm/loaded_files.js'
import { readModule } from '../on_demand/wasm/read_module.js'

/** The address in front of a wasm frame. Safari has none, and nobody has one of a module made of bytes. */
const MODULE = /(http[^\s()@]+?):wasm-function/

/** How Chromium speaks of a module made of bytes, with a hash of them. */
const OF_BYTES = /(wasm:[^\s()@]+?):wasm-function/

/** A script, without the ending of its name. */
const SCRIPTS = /(http[^\s()@]+?)\.m?js\b/g

/**
 * The file of the app's module, of those that the page has loaded: the stack of a call out of the app has its address, or that
 * of the glue beside it. Else it is certain only where there is no other.
 * @param {string} stack
 * @param {string[]} files
 */
export const ownFile = (stack, files) => {
  const [, address] = MODULE.exec(stack) ?? []
  const stems = [...stack.matchAll(SCRIPTS)].map(([, stem = '']) => stem)
  const beside = files.filter((file) => stems.some((stem) => isBeside(file, stem)))
  const [file, ...others] = beside.length ? beside : files
  return { address, file: address ?? (others.length ? undefined : file) }
}

/**
 * The app's own module. It was loaded before this script, so it is fetched again, from the browser's cache.
 * @param {string | undefined} stack of a call out of it
 */
export const ownModule = async (stack = '') => {
  const { address, file } = ownFile(stack, loadedFiles())
  if (!file) return
  const module = await readModule(fetch(file, { cache: 'force-cache' }))
  const [, ofBytes = file] = OF_BYTES.exec(stack) ?? []
  return module && { ...module, urls: [...module.urls, ofBytes], isOfBytes: !address }
}
