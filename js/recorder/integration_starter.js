// @ts-check

import { add, map } from '../builtins/lists.js'
import { attempt, warn } from '../builtins/originals.js'

/**
 * Starts integrations, and stops them all. One that fails does not stop the others.
 * @param {() => any} clientOf what their `setup` gets
 */
export const integrationStarter = (clientOf) => {
  /** @type {((() => void) | void)[]} */
  let cleanups = []
  return {
    /** @param {import('../integrations.js').Integration} integration */
    start(integration) {
      try {
        integration.setupOnce?.()
        add(cleanups, integration.setup?.(clientOf()))
        integration.afterAllSetup?.(clientOf())
      } catch (error) {
        warn(' integration', integration.name, error)
      }
    },
    stopAll() {
      map(cleanups, (cleanup) => attempt(() => cleanup?.()))
      cleanups = []
    },
  }
}
