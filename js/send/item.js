// @ts-check
import { last, map } from '../builtins/lists.js'

/**
 * What is to be sent. `payload` is JSON; `members` (JSON of an object), `breadcrumbs` and `stacks` belong into it, and a batch
 * has each of them once. `key` is what a repeat of it has too. `header` is what else its envelope's header has, and
 * `alert` whether the event asks for an alert. A
 * container of many (spans) has `container`, more members of its item's header, where it says how many they are: `times` is
 * for counting losses then.
 * @typedef {{
 *   type: string, payload: string, members?: string | undefined, eventId?: string | undefined, breadcrumbs?: string[] | undefined,
 *   stacks?: (string | undefined)[] | undefined, times?: number | undefined, key?: string | undefined,
 *   trace?: object | undefined, header?: object | undefined, alert?: true | undefined, container?: object | undefined,
 * }} Item
 *
 * An item in the queue. `id` is that of its envelope, for a server that gets it twice; `extra` is what integrations have added
 * to the envelope. One that was stored has `header` and `items`, the two parts of its envelope, the time `at` which that was, and
 * `settle`, to be told whether it is over; `isSafe` if it stays stored until then.
 * @typedef {Item & {
 *   id: string, extra?: Uint8Array | undefined, items?: string, at?: number, isSafe?: boolean,
 *   settle?: (isOver: boolean) => void,
 * }} Waiting
 *
 * An envelope before it is posted: a listener of `beforePost` may set another body, which begins with the text.
 * @typedef {{ eventId: string | undefined, text: string, body?: Uint8Array }} Outgoing
 */

/**
 * The sizes of items, in characters. Members and breadcrumbs that the item before has too count once: they are the same texts
 * in memory, and in a batch.
 * @returns {(item: Waiting) => number}
 */
export const sizes = () => {
  /** @type {string | undefined} */
  let before
  /** @type {string | undefined} */
  let membersBefore
  return ({ payload, items = payload, members, breadcrumbs = [], stacks = [], extra }) => {
    let size = items.length + (extra?.length ?? 0)
    if (members !== membersBefore) size += members?.length ?? 0
    membersBefore = members
    map(stacks, (stack) => {
      size += stack?.length ?? 0
    })
    for (let at = breadcrumbs.length; at-- && breadcrumbs[at] !== before; )
      size += breadcrumbs[at]?.length ?? 0
    before = last(breadcrumbs) ?? before
    return size
  }
}
