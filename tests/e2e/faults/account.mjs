// @ts-check
// The account of a case: each error that the page threw is stored exactly once, counted as lost, or kept in the page's
// storage. Pure; ledger.mjs reads what it is about.

/**
 * An event, by its id and by the text of its error, which is that of one throw alone unless it was thrown several times.
 * @typedef {{ id: string, text: string, times: number }} Event
 * @typedef {object} Ledger
 * @property {Map<string, number>} thrown how often, by the text of the error
 * @property {Event[]} stored by the server, each id once
 * @property {number} counted events in the server's issues, those among them that stand for several
 * @property {number} reported lost by the page, as the server has counted it
 * @property {number} refused by the server, as it has counted it
 * @property {Event[]} kept in the page's storage
 * @property {(text: string) => boolean} [mayBeSilent] whether an error may be lost without a word; default: none may
 * @property {number} [untold] most losses of which no server could be told
 * @property {number} [retold] most losses of which the server was told twice
 */

/**
 * What does not add up, in words; nothing if all does.
 * @param {Ledger} ledger
 */
export function discrepancies({
  thrown,
  stored,
  counted,
  reported,
  refused,
  kept,
  mayBeSilent,
  untold = 0,
  retold = 0,
}) {
  const found = []
  const ids = new Set(stored.map(({ id }) => id))
  const waiting = uniqueById(kept).filter(({ id }) => !ids.has(id))
  let missing = 0
  let silent = untold
  const lost = []
  for (const [text, times] of thrown) {
    const events = stored.filter((event) => event.text === text)
    const there = sum(events) + sum(waiting.filter((event) => event.text === text))
    if (there > times) {
      const names = events.map(({ id }) => id).join(', ')
      found.push(`"${text}" was thrown ${times} times, and is there ${there} times (${names})`)
    } else if (there < times) {
      missing += times - there
      if (mayBeSilent?.(text)) silent += times - there
      lost.push(text)
    }
  }
  const strange = [...stored, ...waiting].filter(({ text }) => !thrown.has(text))
  if (strange.length > 0) found.push(`nobody threw ${strange.map(({ text }) => `"${text}"`).join(', ')}`)
  if (counted !== sum(stored)) found.push(`the issues count ${counted} events, and ${sum(stored)} were sent`)
  const explained = reported + refused
  if (missing > explained + silent) {
    found.push(`${missing - explained - silent} lost without a word, of ${lost.length} texts: ${some(lost)}`)
  }
  if (missing < explained - retold)
    found.push(`${explained} counted as lost, ${refused} of them refused, and ${missing} are missing`)
  return found
}

/** @param {Event[]} events */
const sum = (events) => events.reduce((total, { times }) => total + times, 0)

/** The first of each id. @param {Event[]} events */
export const uniqueById = (events) =>
  [...new Map(events.toReversed().map((event) => [event.id, event])).values()].toReversed()

/** Texts that are shown of a long list. */
const SHOWN = 5

const some = (/** @type {string[]} */ texts) =>
  texts.length > SHOWN ? `${texts.slice(0, SHOWN).join(', ')}, ..` : texts.join(', ')
