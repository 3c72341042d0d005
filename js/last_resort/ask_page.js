// @ts-check
import { filter, map } from '../builtins/lists.js'
import { fileOf, isDeniedUrl, isIgnoredError } from './patterns.js'

/**
 * The event as the page's options and functions want it; undefined if they do not want it, or cannot say so at once. Stage 2
 * asks them then, if it comes. Throws where a function of the page throws.
 * @param {any} event
 * @param {any} job
 * @param {any} client
 * @param {(hook: Function) => Function} withoutRecursion
 */
export const askPage = (event, job, client, withoutRecursion) => {
  const { options } = client
  const { type = '', value = '', raw_stack } = event.exception?.values?.[0] ?? {}
  if (
    job.ownEvent?.type ||
    job.roll >= options.sampleRate ||
    isIgnoredError(type, event.message ?? value, options) ||
    isDeniedUrl(fileOf(raw_stack), options)
  )
    return
  const hint = { event_id: job.eventId, originalException: job.thrown }
  let changed = event
  // Errors of these functions do not go through them.
  map(job.isOwn ? [] : hooksOf(job, client), (hook) => {
    changed = changed && withoutRecursion(hook)(changed, hint, client)
    if (typeof changed?.then === 'function') changed = undefined
  })
  return changed ?? undefined
}

/** The functions of the page that may change or drop an event. @param {any} job @param {any} client @returns {Function[]} */
const hooksOf = ({ scope }, { options, integrations }) =>
  filter([
    ...map(integrations, ({ processEvent }) => processEvent),
    ...(scope.eventProcessors ?? []),
    options.beforeSend,
  ])
