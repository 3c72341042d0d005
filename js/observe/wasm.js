// @ts-check
import { write } from '../json.js'
import { isLeft } from '../leaving.js'
import { clone, late, watchModules } from './modules.js'

/** @type {Promise<void>} */
let coming

/** Then the part does this in our place. A policy of the page's may forbid it. @param {import('../recorder.js').Parts} parts */
const load = async (parts) => {
  const loading = async () => (await parts.wasm?.())?.watch(integration)
  try {
    await Promise.race([loading(), late()])
  } catch {
    // Nobody will read them.
    integration.seen = { push() {} }
  }
}

/** @param {any} event */
const learned = async (event) => {
  await coming
  return integration.learn?.(event) ?? event
}

/**
 * The page's own WebAssembly: its modules become images of events, by which the server finds source lines, and a trap
 * gets the words of the panic before it. What that takes (`../wasm/part.js`) is loaded by the first module. There is one
 * of it, as modules that were made before the page calls `init` again are there still.
 * @type {import('../integrations.js').Integration}
 */
const integration = {
  name: 'Wasm',
  /** Bytes of modules, and responses with them. @type {Promise<any>[]} */
  seen: [],
  setup(recorder) {
    const { parts, options } = recorder
    /** @param {any} source */
    const see = (source) => {
      integration.seen.push(clone(source))
      if (coming) return
      coming = load(parts)
      // What has no frame of wasm's has nothing to learn.
      integration.processEvent = (event) =>
        !isLeft() && /instruction_addr|raw_function/.test(write(event.exception) ?? '')
          ? learned(event)
          : event
    }
    integration.see = see
    // What the page gets is behind its own promise at once, so that what it does not handle stays unhandled.
    return watchModules(see, (made) =>
      options.wasmGuard && made.then
        ? made.then((/** @type {any} */ it) => coming.then(() => integration.guard?.(it) ?? it))
        : made,
    )
  },
}

export const wasmIntegration = () => integration
