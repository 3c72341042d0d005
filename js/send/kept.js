// @ts-check
import { attempt } from '../builtins/originals.js'
import { randomId } from '../builtins/random_id.js'

/**
 * The item that an envelope becomes again; undefined if it is none.
 * @param {string} text
 * @returns {import('./queue.js').Waiting | undefined}
 */
export const itemOf = (text) =>
  attempt(() => {
    const [first = '', second = ''] = text.split('\n')
    const header = JSON.parse(first)
    const { event_id: eventId } = header
    const { type } = JSON.parse(second)
    return {
      id: eventId ?? randomId(),
      type,
      eventId,
      payload: '',
      header,
      items: text.slice(first.length + 1),
    }
  })
