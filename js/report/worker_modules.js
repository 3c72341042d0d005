// @ts-check

/** The address of a module in which a worker has died. */
const MODULE = /^http.*\.wasm\b/

/**
 * Reads the module of a worker that has died without a recorder: its page learns where, and no more.
 * @param {typeof globalThis.fetch} fetch
 * @param {import('../integrations.js').Integration | undefined} wasm
 * @param {any} job the capture
 */
export const readWorkerModule = (fetch, wasm, { exceptions, codeLocation }) => {
  const file = codeLocation?.[0]
  if (!exceptions || !MODULE.test(file) || !wasm?.addModule || wasm.workerModule === file) return
  wasm.workerModule = file
  wasm.addModule(fetch(file, { cache: 'force-cache' }))
}
