// @ts-check
import { isObject, read, text } from '../builtins/types.js'

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
 * the event gets into the issue of the full ones.
 * @param {any} job the capture
 * @param {Record<string, any>} options
 */
export const briefEvent = (job, options) => {
  const { thrown, message, synthetic, exceptions, ownEvent, mechanism, handled, level, scope } = job
  const [given] = exceptions ?? []
  const isByValue = !isObject(thrown)
  const value = text(given?.value ?? message ?? (isByValue ? thrown : (read(thrown, 'message') ?? '')))
  const isTold = !given && message === undefined
  return {
    ...originOf(job, options),
    sdk: { ...SDK, settings: { infer_ip: 'never' } },
    level: scope.level ?? level ?? ownEvent?.level ?? (isTold && !ownEvent ? 'error' : 'info'),
    message: message ?? ownEvent?.message,
    exception: ownEvent
      ? ownEvent.exception
      : {
          values: [
            {
              type: given
                ? given.type
                : !isTold
                  ? undefined
                  : isByValue
                    ? isRejection(job)
                      ? 'UnhandledRejection'
                      : 'Error'
                    : text(read(thrown, 'name') ?? 'Error'),
              value:
                isTold && isByValue && isRejection(job)
                  ? `Non-Error promise rejection captured with value: ${value}`
                  : value,
              raw_stack: given?.stack ?? read(thrown ?? {}, 'stack') ?? synthetic?.stack,
              mechanism: { type: mechanism, handled },
            },
          ],
        },
    request: { url: job.url.replace(/[?#].*/, '') },
  }
}
