// @ts-check
import { read, text } from '../builtins/types.js'

/** Name and version of this SDK; tests/js/event.test.mjs compares the version with package.json. */
export const SDK = { name: 'balefire.javascript', version: '0.1.0' }

/** Whether a capture is of an unhandled rejection. @param {{ mechanism: string }} job */
export const isRejection = ({ mechanism }) => /onunhandledrejection$/.test(mechanism)

/** The members of an event that say where it happened. @param {any} job @param {Record<string, any>} options */
export const originOf = ({ eventId, now }, { release, environment = 'production', dist }) => ({
  event_id: eventId,
  timestamp: now / 1000,
  platform: 'javascript',
  release,
  environment,
  dist,
})

/**
 * The event of a capture in brief: type, message, stack as text, address without its query. The server reads the stack, so
 * the event gets into the issue of the full ones, and calls an event without a level an error.
 * @param {any} job the capture
 * @param {Record<string, any>} options
 */
export const briefEvent = (job, options) => {
  const { thrown, message, synthetic, exceptions, ownEvent, mechanism, handled, level, scope, contexts } = job
  const isMessage = message !== undefined
  const { type, value, stack } = exceptions?.[0] ?? {
    type: isMessage
      ? undefined
      : (read(thrown, 'name') ?? (isRejection(job) ? 'UnhandledRejection' : 'Error')),
    value: message ?? read(thrown, 'message') ?? thrown,
    stack: read(thrown, 'stack'),
  }
  return {
    ...originOf(job, options),
    sdk: { ...SDK, settings: { infer_ip: 'never' } },
    level: scope.level ?? level ?? ownEvent?.level ?? (isMessage ? 'info' : undefined),
    message: message ?? ownEvent?.message,
    exception: ownEvent
      ? ownEvent.exception
      : {
          values: [
            {
              type: type && text(type),
              value: text(value),
              raw_stack: stack ?? synthetic?.stack,
              mechanism: { type: mechanism, handled },
            },
          ],
        },
    contexts,
    request: { url: job.url.replace(/[?#].*/, '') },
  }
}
