// @ts-check
// Where a module of Rust may run, and what is told of its panic there: the cells of tests/e2e/wasm-places.test.mjs, and of
// the second table in docs/deaths.md.

/** @typedef {import('./deaths.mjs').Engine} Engine */

/**
 * What is told: the panic's own words, or the trap's. With the image of the module the server finds function and line. `none`
 * where the engine cannot do it at all.
 * @typedef {'panic and image' | 'panic' | 'trap and image' | 'trap' | 'none'} Told
 */

/**
 * @typedef {object} Place
 * @property {string} name in the table
 * @property {string} app the folder of the app in which the panic is
 * @property {string} page its markup; `TAG` is the script tag, `DSN` the DSN, as a text
 * @property {string} [worker] its script, at `WORKER`
 * @property {Told | Record<Engine, Told>} told
 * @property {string} [module] the path of the module, where it is not the app's
 * @property {boolean} [isIsolated] whether the page may share memory with its workers
 * @property {boolean} [isInGate] whether the gate runs it; the others are a step of `npm run matrix`
 */

/** @param {string} script */
const module = (script) => `<script type="module">${script}</script>`
const start = (/** @type {string} */ folder, name = 'app') =>
  `import init_${name}, * as ${name} from '/${folder}/deaths.js'\nawait init_${name}()\n`
const PANIC = 'setTimeout(() => app.panic(7), 200)'
/** `direct` waits for nothing: it has the image once the module was read again. */
const LATER_PANIC = 'setTimeout(() => app.panic(7), 2000)'
const SHOW = 'app.show_panics_in_the_console()\n'
const CALC = "import { divide } from '/calc.js'\n"
const STRIPPED_CALC = "import { divide } from '/stripped-calc.js'\n"
const MODULE_WORKER = "<script>new Worker('WORKER', { type: 'module' })</script>"
const CLASSIC_WORKER = "<script>new Worker('WORKER')</script>"

/** Loads an app that is bound for `no-modules`, whose own snippet is no module there. @param {string} folder @param {string} then */
const classic = (folder, then) => `self.require = () => ({ later: setTimeout, once_more() {}, refuse() {} })
importScripts('/${folder}/deaths.js')
const app = wasm_bindgen
wasm_bindgen('/${folder}/deaths_bg.wasm').then(() => { ${then} })`

/** A worker without a reporter. WebKit tells the page a line of the glue. @type {Record<Engine, Told>} */
const ONLY_A_PLACE = { chromium: 'trap and image', firefox: 'trap and image', webkit: 'trap' }

/** @type {Place[]} */
export const PLACES = [
  {
    name: 'page, script tag',
    app: 'app',
    page: `TAG${module(`${start('app')}${SHOW}${PANIC}`)}`,
    told: 'panic and image',
  },
  {
    name: 'page, script tag, host without `application/wasm`',
    app: 'plain/app',
    page: `TAG${module(`${start('plain/app')}${SHOW}${PANIC}`)}`,
    told: 'panic and image',
    isInGate: true,
  },
  {
    name: 'the same, without names',
    app: 'plain/stripped',
    page: `TAG${module(`${start('plain/stripped')}${SHOW}${PANIC}`)}`,
    told: 'panic and image',
  },
  {
    name: 'page, crate, host without `application/wasm`',
    app: 'plain/crate',
    page: module(`${start('plain/crate')}app.report(DSN)\n${PANIC}`),
    told: 'panic and image',
    isInGate: true,
  },
  {
    name: 'page, `direct`, host without `application/wasm`',
    app: 'plain/direct',
    page: module(`${start('plain/direct')}app.report_directly(DSN)\n${LATER_PANIC}`),
    told: 'panic and image',
  },
  {
    name: 'page with another module, script tag',
    app: 'app',
    page: `TAG${module(`${CALC}${start('app')}${SHOW}${PANIC}`)}`,
    told: 'panic and image',
    isInGate: true,
  },
  {
    name: 'the same, both without names',
    app: 'stripped',
    page: `TAG${module(`${STRIPPED_CALC}${start('stripped')}${SHOW}${PANIC}`)}`,
    told: 'panic and image',
  },
  {
    name: 'page with another module, crate',
    app: 'crate',
    page: module(`${CALC}${start('crate')}app.report(DSN)\n${PANIC}`),
    told: 'panic and image',
  },
  {
    name: 'page with another module, `direct`',
    app: 'direct',
    page: module(`${CALC}${start('direct')}app.report_directly(DSN)\n${LATER_PANIC}`),
    told: 'panic and image',
  },
  {
    name: 'islands: two apps, the page has the script tag',
    app: 'crate',
    page: `TAG${module(`${start('app', 'other')}${start('crate')}app.report(DSN)\n${PANIC}`)}`,
    told: 'panic and image',
  },
  {
    name: 'module worker that reports nothing',
    app: 'app',
    page: `TAG${MODULE_WORKER}`,
    worker: `${start('app')}${SHOW}${PANIC}`,
    told: ONLY_A_PLACE,
    isInGate: true,
  },
  {
    name: 'classic worker that reports nothing',
    app: 'no-modules',
    page: `TAG${CLASSIC_WORKER}`,
    worker: classic('no-modules', `${SHOW}${PANIC}`),
    told: ONLY_A_PLACE,
  },
  {
    name: 'module worker, crate',
    app: 'crate',
    page: `TAG${MODULE_WORKER}`,
    worker: `${start('crate')}app.report(DSN)\n${PANIC}`,
    told: 'panic and image',
    isInGate: true,
  },
  {
    name: 'module worker, `direct`',
    app: 'direct',
    page: `TAG${MODULE_WORKER}`,
    worker: `${start('direct')}app.report_directly(DSN)\n${LATER_PANIC}`,
    told: 'panic and image',
    isInGate: true,
  },
  {
    name: 'classic worker, `direct`',
    app: 'direct-no-modules',
    page: `TAG${CLASSIC_WORKER}`,
    worker: classic('direct-no-modules', `app.report_directly(DSN)\n${LATER_PANIC}`),
    told: 'panic and image',
  },
  {
    name: 'module worker that reports by the npm package',
    app: 'app',
    page: `TAG${MODULE_WORKER}`,
    worker: `import * as Balefire from '/balefire.js'\nBalefire.init({ dsn: DSN })\n${start('app')}${SHOW}${PANIC}`,
    told: 'panic and image',
  },
  {
    name: 'classic worker that reports by the file of the script tag',
    app: 'no-modules',
    page: `TAG${CLASSIC_WORKER}`,
    worker: `importScripts('/balefire.min.js')\nBalefire.init({ dsn: DSN })\n${classic('no-modules', `${SHOW}${PANIC}`)}`,
    told: 'panic and image',
  },
  {
    name: 'thread with shared memory that reports nothing',
    app: '',
    module: '/threaded.wasm',
    isIsolated: true,
    page: `TAG${module(`const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true })
const module = await WebAssembly.compileStreaming(fetch('/threaded.wasm'))
new Worker('WORKER').postMessage({ module, memory })`)}`,
    worker: `onmessage = async ({ data: { module, memory } }) => {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } })
  setTimeout(() => exports.divide(), 200)
}`,
    told: ONLY_A_PLACE,
  },
  {
    name: 'shared worker, crate',
    app: 'crate',
    page: "TAG<script>new SharedWorker('WORKER', { type: 'module' })</script>",
    worker: `${start('crate')}app.report(DSN)\n${PANIC}`,
    told: 'panic and image',
  },
  {
    name: 'shared worker, `direct`',
    app: 'direct',
    page: "TAG<script>new SharedWorker('WORKER', { type: 'module' })</script>",
    worker: `${start('direct')}app.report_directly(DSN)\n${LATER_PANIC}`,
    told: 'panic and image',
  },
  {
    name: 'service worker, `direct`',
    app: 'direct-no-modules',
    page: "TAG<script>navigator.serviceWorker.register('WORKER')</script>",
    worker: classic('direct-no-modules', `app.report_directly(DSN)\n${LATER_PANIC}`),
    told: 'panic and image',
  },
]

/** @param {Place} place @param {Engine} engine @returns {Told} */
export const toldIn = ({ told }, engine) => (typeof told === 'string' ? told : told[engine])
