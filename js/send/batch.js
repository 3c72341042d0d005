// @ts-check
// Many envelopes in one request, to a server that has announced that it takes them. Each breadcrumb and each stack stands in
// it once.
import { write } from '../builtins/json.js'
import { add, last, map } from '../builtins/lists.js'

/** Texts, each once. */
const table = () => {
  /** @type {string[]} */
  const texts = []
  /** JSON of objects and texts, so that none is a member of every object. @type {Record<string, number>} */
  const places = {}
  return {
    texts,
    /** The place of a text. @param {string} text */
    place(text) {
      if (places[text] === undefined) {
        places[text] = texts.length
        add(texts, text)
      }
      return /** @type {number} */ (places[text])
    },
  }
}

/** @param {Uint8Array[]} chunks */
export const concat = (chunks) => {
  let size = 0
  map(chunks, ({ length }) => {
    size += length
  })
  const all = new Uint8Array(size)
  size = 0
  map(chunks, (chunk) => {
    all.set(chunk, size)
    size += chunk.length
  })
  return all
}

/** The tables of a batch, and what its items say of their part in them. */
export const batchTables = () => {
  const breadcrumbs = table()
  const stacks = table()
  return {
    /**
     * The member `batch` of an item's header.
     * @param {import('./item.js').Item} item
     * @param {number} times how many equal events it stands for
     */
    references({ breadcrumbs: crumbs = [], stacks: texts, container }, times) {
      /** From and to of places that follow each other. @type {[number, number][]} */
      const ranges = []
      map(crumbs, (crumb) => {
        const place = breadcrumbs.place(crumb)
        const range = last(ranges)
        if (range?.[1] === place) range[1]++
        else add(ranges, [place, place + 1])
      })
      return {
        breadcrumbs: ranges[0] && ranges,
        stacks: texts && map(texts, (stack) => stack && stacks.place(write(stack) ?? '')),
        times_seen: times > 1 && !container ? times : undefined,
      }
    },
    /**
     * The body of a request.
     * @param {{ id: string, body: string | Uint8Array }[]} envelopes
     * @param {object} header
     */
    body(envelopes, header) {
      const encoder = new TextEncoder()
      /** @type {Uint8Array[]} */
      const chunks = []
      const encode = (/** @type {string | Uint8Array} */ text) => {
        const bytes = typeof text === 'string' ? encoder.encode(text) : text
        add(chunks, bytes)
        return bytes.length
      }
      const lengths = {
        breadcrumbs: map(breadcrumbs.texts, encode),
        stacks: map(stacks.texts, encode),
        envelopes: map(envelopes, ({ id, body }) => ({ id, length: encode(body) })),
      }
      return concat([encoder.encode(`${write({ batch: 1, ...header, ...lengths })}\n`), ...chunks])
    },
  }
}
