// @ts-check
// `npm run bench -- NAME [OPTION..]`: measures; docs/bench.md says what and how.
import { Trouble, whenRun } from './run.mjs'

/** @type {Record<string, () => Promise<{ bench: (args: string[]) => Promise<unknown> }>>} */
const BENCHES = {
  proxy: () => import('../bench/proxy/run.mjs'),
  soak: () => import('../bench/soak/run.mjs'),
  leaving: () => import('../bench/leaving/run.mjs'),
  sdk: () => import('../bench/sdk/run.mjs'),
  issues: () => import('../bench/issues/run.mjs'),
  performance: () => import('../bench/performance/run.mjs'),
  tracing: () => import('../bench/tracing/run.mjs'),
  texts: () => import('../bench/texts/run.mjs'),
  wasm: () => import('../bench/wasm/run.mjs'),
}

await whenRun(import.meta.url, async ([name = '', ...args]) => {
  const load = BENCHES[name]
  if (!load) throw new Trouble(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [OPTION..]`)
  const { bench } = await load()
  await bench(args)
})
