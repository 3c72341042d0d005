// @ts-check
// The page under test: the script tag as a site has it, and a few functions by which a case makes it fail.

/**
 * @typedef {object} How
 * @property {Record<string, string>} [attributes] of the script tag, besides `data-dsn`; `SDK` in them is where the SDK's
 *   files are
 * @property {string} [policy] Content-Security-Policy of the page
 * @property {string} [before] a script before the tag, which may break the browser
 * @property {string} [after] a script behind the tag
 * @property {string} [init] instead of attributes: options of `Balefire.init`, as source
 * @property {boolean} [isFirstParty] script and tunnel are on the page's own origin
 * @property {boolean} [isOtherProject] the DSN is that of another project
 * @property {string} [nonce] of every script
 * @property {string} [script] the file of the SDK, if it is another one
 * @property {string} [loader] text of the inline loader, used instead of the script tag
 */

/** `fail(text)` is an error that nobody catches, of which the page's listeners hear at once. */
const FUNCTIONS = `
const fail = (text, more) => reportError(Object.assign(new Error(text), more))
const failLater = (text) => setTimeout(() => { throw new Error(text) })
const storm = (text, times) => { for (let n = 0; n < times; n++) fail(text) }
/** As if the user had gone to another tab. */
const hide = (isHidden = true) => {
  if (isHidden) {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' })
    Object.defineProperty(document, 'hidden', { configurable: true, value: true })
  } else {
    // From now on the browser says it again: a page that is left is hidden.
    delete document.visibilityState
    delete document.hidden
  }
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}
`

/** @param {string} sdk where the SDK's files are @param {string} dsn @param {How} how @returns {import('./server.mjs').PageFile} */
export function pageFile(
  sdk,
  dsn,
  { attributes = {}, policy, before, after = '', init, nonce, script, loader },
) {
  const own = { ...(init ? {} : { 'data-dsn': dsn }), ...attributes }
  const src = `${sdk}/${script ?? 'balefire.min.js'}`
  const open = nonce ? `<script nonce="${nonce}"` : '<script'
  const tag = loader
    ? `${open} data-src="${src}"${written(own).replaceAll('SDK', sdk)}>${loader}</script>`
    : `${open} src="${src}" crossorigin${written(own).replaceAll('SDK', sdk)}></script>`
  const scripts = [
    before && `${open}>${before}</script>`,
    `${open}>${FUNCTIONS}</script>`,
    tag,
    `${open}>${init ? `Balefire.init(${init.replace('DSN', JSON.stringify(dsn))})` : ''}\n${after}</script>`,
  ]
  return {
    body: `<!doctype html><html><head><title>Under test</title>${scripts.filter(Boolean).join('\n')}</head><body></body></html>`,
    headers: policy ? { 'Content-Security-Policy': policy } : {},
  }
}

const written = (/** @type {Record<string, string>} */ attributes) =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`)
    .join('')

/**
 * All that the origin keeps, as the body of an async function: texts stay texts, and bytes become texts of gzip or
 * UTF-8 in base64, under `bytes`.
 */
export const DUMP = `
const plain = async (value) => {
  if (value instanceof Blob) value = new Uint8Array(await value.arrayBuffer())
  if (value instanceof ArrayBuffer) value = new Uint8Array(value)
  if (ArrayBuffer.isView(value)) {
    let text = ''
    for (const byte of new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) text += String.fromCharCode(byte)
    return { bytes: btoa(text) }
  }
  if (Array.isArray(value)) return Promise.all(value.map(plain))
  if (value && typeof value === 'object') {
    const all = {}
    for (const name of Object.keys(value)) all[name] = await plain(value[name])
    return all
  }
  return value
}
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
const found = []
for (const storage of [localStorage, sessionStorage]) {
  for (const name of Object.keys(storage)) found.push({ store: 'Storage', name, value: storage.getItem(name) })
}
for (const { name } of await indexedDB.databases()) {
  const database = await done(indexedDB.open(name))
  for (const store of database.objectStoreNames) {
    for (const value of await done(database.transaction(store).objectStore(store).getAll())) {
      found.push({ store: name, name: store, value: await plain(value) })
    }
  }
  database.close()
}
return found
`
