// @ts-check
import { getCurrentScope } from '../scope/current_scopes.js'

/**
 * Sends feedback of a visitor, as an item of type `feedback`; there is no widget.
 * https://develop.sentry.dev/sdk/data-model/envelope-items/#user-feedback
 * @param {any} params
 * @param {any} [hint]
 * @param {any} [scope]
 * @returns {string | undefined} the id of its event
 */
export const captureFeedback = (params, hint, scope = getCurrentScope()) => {
  const { message, name, email, url, source, associatedEventId, tags } = Object(params)
  return scope.captureEvent(
    {
      type: 'feedback',
      level: 'info',
      tags,
      contexts: {
        feedback: {
          message,
          name,
          url,
          source,
          contact_email: email,
          associated_event_id: associatedEventId,
        },
      },
    },
    hint,
  )
}
