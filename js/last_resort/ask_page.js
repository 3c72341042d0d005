// @ts-check
import { map } from '../builtins/lists.js'
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
  const { options, integrations } = client
  const { type, value = '', raw_stack } = event.exception?.values?.[0] ?? {}
  if (
    job.ownEvent?.type ||
    job.roll >= options.sampleRate ||
    isIgnoredError(type, event.message ?? value, options) ||
    isDeniedUrl(fileOf(raw_stack), options)
  )
    return
  const hint = { event_id: job.eventId, originalException: job.thrown }
  const hooks = [
    ...map(integrations, (/** @type {any} */ { processEvent }) => processEvent),
    ...(job.scope.eventProcessors ?? []),
    options.beforeSend,
  ]
  // Errors of these functions do not go through them.
  if (!job.isOwn)
    map(hooks, (hook) => {
      // After a promise the others wait, too.
      if (hook && event && !event.then) event = withoutRecursion(hook)(event, hint, client)
    })
  return event?.then ? undefined : (event ?? undefined)
}
