// @ts-check
// `npm run app-size`: what the crate adds to a release app: the example in Yew, with and without it, all files that are
// shipped, after gzip -9.
import { Trouble, whenRun } from './run.mjs'
import { sizeOf } from './size.mjs'
import { bind, compile } from './wasm.mjs'

/**
 * Most that the crate may add, core included, in bytes: what is reached. It was 25,250 before requests were tried again,
 * stored and batched, storms counted, hooks of Rust asked, spans handed to the page, copies kept of what ends with it, the lines
 * of tracing told, words of panics kept back, frames found in one of many modules, workers told once, and what comes of a death
 * left out; the goal is that again.
 */
const LIMIT = 33_520

/** Most that the features `anyhow` and `tracing` may add together, in bytes. */
const LOGGING_LIMIT = 15_000

/** Features of the crate, and what an app with them has of its own. */
const PRICES = /** @type {const} */ ([
  ['recorder', []],
  ['direct', []],
  ['anyhow', ['recorder', 'own-anyhow']],
  ['tracing', ['recorder', 'own-tracing']],
  ['serde', ['recorder']],
])

/** @param {string[]} flags */
async function shipped(flags, app = 'balefire-example-yew') {
  const files = await bind(await compile(app, flags), 'app', 'web', ['--remove-name-section'])
  return [...files].map(([path, bytes]) => ({ path, ...sizeOf(bytes) }))
}

const sum = (/** @type {{ gzip: number }[]} */ files) => files.reduce((total, { gzip }) => total + gzip, 0)

/** What each feature adds to a small app, in bytes after gzip -9. */
async function prices() {
  /** @param {string} feature */
  const weighed = async (feature) => sum(await shipped(['--features', feature], 'balefire-prices'))
  const bare = await weighed('')
  /** @type {Record<string, number>} */
  const added = {}
  for (const [feature, others] of PRICES) {
    let price = (await weighed(feature)) - bare
    for (const other of others) price -= added[other] ??= (await weighed(other)) - bare
    added[feature] = price
    console.log(`feature  ${price} ${feature}`)
  }
  const { anyhow = 0, tracing = 0 } = added
  console.log(`anyhow and tracing add ${anyhow + tracing} bytes; the limit is ${LOGGING_LIMIT}`)
  if (anyhow + tracing > LOGGING_LIMIT)
    throw new Trouble('anyhow and tracing add too much; see docs/size.md.')
}

await whenRun(import.meta.url, async () => {
  const without = await shipped(['--no-default-features'])
  const carrying = await shipped([])
  for (const [name, files] of /** @type {const} */ ([
    ['without', without],
    ['with', carrying],
  ])) {
    for (const { path, raw, gzip } of files) console.log(`${name.padEnd(8)} ${raw} ${gzip} ${path}`)
  }
  const added = sum(carrying) - sum(without)
  await prices()
  console.log(`the crate adds ${added} bytes after gzip -9 to ${sum(without)}; the limit is ${LIMIT}`)
  if (added > LIMIT) throw new Trouble('The crate adds too much; see docs/rust.md for where the bytes go.')
})
