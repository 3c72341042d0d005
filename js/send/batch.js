// @ts-check
// Many envelopes in one request, to a server that has announced that it takes them. What several of them have stands in it
// once: members of events and headers, breadcrumbs, stacks.
import { write } from '../builtins/json.js'
import { add, map } from '../builtins/lists.js'
import { movedOn } from './moved_on.js'

/** Most bytes of a UTF-16 unit in UTF-8. */
const MOST_BYTES = 3

/** Texts, each once. @param {(text: string) => string} [encode] for the wire */
const table = (encode = (text) => text) => {
  /** @type {string[]} */
  const texts = []
  /** JSON of objects and texts, so that none is a member of every object. @type {Record<string, number>} */
  const places = {}
  /** Mostly the item before had the same. @type {string | undefined} */
  let before
  let placeBefore = 0
  return {
    texts,
    /** The place of a text. @param {string} text */
    place(text) {
      if (text !== before) {
        const encoded = encode(text)
        if (places[encoded] === undefined) {
          places[encoded] = texts.length
          add(texts, encoded)
        }
        before = text
        placeBefore = /** @type {number} */ (places[encoded])
      }
      return placeBefore
    },
  }
}

/** @param {Uint8Array} first @param {Uint8Array} second */
export const concat = (first, second) => {
  const all = new Uint8Array(first.length + second.length)
  all.set(first)
  all.set(second, first.length)
  return all
}

/** The tables of a batch, and what its items say of their part in them. */
export const batchTables = () => {
  const members = table()
  const breadcrumbs = table()
  const stacks = table((stack) => write(stack) ?? '""')
  const placesOf = movedOn(breadcrumbs.place)
  return {
    /** The place of members: the JSON of an object. */
    placeOfMembers: members.place,
    /**
     * The member `batch` of an item's header.
     * @param {import('./item.js').Item} item
     * @param {number} times how many equal events it stands for
     */
    references({ members: shared, breadcrumbs: crumbs = [], stacks: texts, container }, times) {
      /** From and to of places that follow each other. @type {[number, number][]} */
      const ranges = []
      const places = placesOf(crumbs)
      /** @type {[number, number] | undefined} */
      let range
      for (let at = 0; at < places.length; at++) {
        const place = /** @type {number} */ (places[at])
        if (range?.[1] === place) range[1]++
        else {
          range = [place, place + 1]
          add(ranges, range)
        }
      }
      return {
        members: shared && members.place(shared),
        breadcrumbs: ranges[0] && ranges,
        stacks: texts && map(texts, (stack) => (stack ? stacks.place(stack) : undefined)),
        times_seen: times > 1 && !container ? times : undefined,
      }
    },
    /**
     * The body of a request.
     * @param {{ id: string, members?: number | undefined, body: string | Uint8Array }[]} envelopes
     * @param {object} header
     */
    body(envelopes, header) {
      const encoder = new TextEncoder()
      let most = 0
      const measure = (/** @type {string | Uint8Array} */ { length }) => {
        most += MOST_BYTES * length
      }
      map(members.texts, measure)
      map(breadcrumbs.texts, measure)
      map(stacks.texts, measure)
      map(envelopes, ({ body }) => measure(body))
      // One memory for all: an array for each text is dearer than its encoding.
      const all = new Uint8Array(most)
      let end = 0
      const put = (/** @type {string | Uint8Array} */ part) => {
        const place = all.subarray(end)
        if (typeof part !== 'string') place.set(part)
        const length = typeof part === 'string' ? encoder.encodeInto(part, place).written : part.length
        end += length
        return length
      }
      const lengths = {
        members: map(members.texts, put),
        breadcrumbs: map(breadcrumbs.texts, put),
        stacks: map(stacks.texts, put),
        envelopes: map(envelopes, ({ id, members, body }) => ({ id, length: put(body), members })),
      }
      return concat(encoder.encode(`${write({ batch: 1, ...header, ...lengths })}\n`), all.subarray(0, end))
    },
  }
}
