// @ts-check
// Which fault meets which request: a small list, read from its start for each request.

/**
 * A rule is about the requests `on` which it says; the first `skip` of them pass it by, and after `times` it has
 * expired. The first rule that fits is the one that counts. All members but `on` may be combined as far as that makes
 * sense; a rule that says nothing else lets the request pass.
 * @typedef {object} Rule
 * @property {'envelope' | 'batch' | 'plain' | RegExp} on a POST of envelopes, one of a batch, one of a single
 *   envelope, or the path of a file
 * @property {number} [skip] default 0
 * @property {number} [times] default: always
 * @property {string} [ofType] only bodies that have an item of this type
 * @property {number} [minBytes] only bodies of at least this size, as sent
 * @property {'before' | 'after' | 'mid'} [drop] the connection is reset: before the server has the request, after it
 *   has answered, or in the middle of its answer
 * @property {number} [status] answered here, and the server never sees the request
 * @property {Record<string, string>} [headers] of the answer, also where the server gave it
 * @property {string} [body] of an answer with a status
 * @property {number} [delay] of the answer, in ms
 * @property {string} [hold] the answer waits until this name is released; for ever, if it is not
 * @property {number} [cut] share of a file's bytes after which it ends, as if it were whole
 * @property {number} [pace] bytes a second in which the request is read and the answer is written
 * @property {boolean} [isAnnounced] a file whose answer announces that the server takes batches
 * @property {boolean} [mayMiss] whether the page may be gone before it asks
 * @property {boolean} [isOld] as a server that knows no batches and no counts: it refuses those, passes over these, and announces nothing
 */

/** @typedef {{ kind: 'envelope' | 'file', path: string, isBatch: boolean, types: string[], bytes: number }} Asked */

/** @param {Rule[]} rules */
export function ruleBook(rules) {
  let seen = new Map()
  let current = rules
  return {
    /** The rule that counts for a request. @param {Asked} asked @returns {Rule | undefined} */
    match(asked) {
      for (const rule of current) {
        if (!isAbout(rule, asked)) continue
        const before = seen.get(rule) ?? 0
        seen.set(rule, before + 1)
        const { skip = 0, times = Number.POSITIVE_INFINITY } = rule
        if (before >= skip && before < skip + times) return rule
      }
      return undefined
    },
    /** Rules that have met no request so far, but for those that need not. */
    unused: () => current.filter((rule) => !rule.mayMiss && (seen.get(rule) ?? 0) <= (rule.skip ?? 0)),
    /** Begins anew with other rules. @param {Rule[]} next */
    replace(next) {
      current = next
      seen = new Map()
    },
  }
}

/** @param {Rule} rule @param {Asked} asked */
function isAbout({ on, ofType, minBytes = 0 }, { kind, path, isBatch, types, bytes }) {
  if (on instanceof RegExp) return kind === 'file' && on.test(path)
  if (kind !== 'envelope' || bytes < minBytes) return false
  if (ofType && !types.includes(ofType)) return false
  return on === 'envelope' || (on === 'batch') === isBatch
}
