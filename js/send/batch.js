// @ts-check
// Many envelopes in one request, to a server that has announced that it takes them. Each breadcrumb and each stack stands in
// it once.
import { write } from '../builtins/json.js'
import { add, last, map } from '../builtins/lists.js'
import { movedOn } from './moved_on.js'

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

/**
 * Texts and bytes, one after the other, and how many bytes each of them has. Texts are encoded together, which is several
 * times as fast as one by one; where that makes a byte of each character, as nearly always, the lengths are known too.
 */
const sequence = () => {
  const encoder = new TextEncoder()
  /** @type {(string | Uint8Array)[]} */
  const runs = []
  return {
    /** @param {string | Uint8Array} part */
    add(part) {
      const end = runs.length - 1
      if (typeof part === 'string' && typeof runs[end] === 'string') runs[end] += part
      else add(runs, part)
    },
    /** The bytes of all, and a function for the length of each part. */
    encoded() {
      let isAscii = true
      const chunks = map(runs, (run) => {
        const bytes = typeof run === 'string' ? encoder.encode(run) : run
        if (bytes.length !== run.length) isAscii = false
        return bytes
      })
      return {
        chunks,
        lengthOf: (/** @type {string | Uint8Array} */ part) =>
          (isAscii || typeof part !== 'string' ? part : encoder.encode(part)).length,
      }
    },
  }
}

/** The tables of a batch, and what its items say of their part in them. */
export const batchTables = () => {
  const breadcrumbs = table()
  const stacks = table()
  const placesOf = movedOn(breadcrumbs.place)
  return {
    /**
     * The member `batch` of an item's header.
     * @param {import('./item.js').Item} item
     * @param {number} times how many equal events it stands for
     */
    references({ breadcrumbs: crumbs = [], stacks: texts }, times) {
      /** From and to of places that follow each other. @type {[number, number][]} */
      const ranges = []
      map(placesOf(crumbs), (place) => {
        const range = last(ranges)
        if (range?.[1] === place) range[1]++
        else add(ranges, [place, place + 1])
      })
      return {
        breadcrumbs: ranges[0] && ranges,
        stacks: texts && map(texts, (stack) => stack && stacks.place(write(stack) ?? '')),
        times_seen: times > 1 ? times : undefined,
      }
    },
    /**
     * The body of a request.
     * @param {{ id: string, body: string | Uint8Array }[]} envelopes
     * @param {object} header
     */
    body(envelopes, header) {
      const all = sequence()
      map(breadcrumbs.texts, all.add)
      map(stacks.texts, all.add)
      map(envelopes, ({ body }) => all.add(body))
      const { chunks, lengthOf } = all.encoded()
      const lengths = {
        breadcrumbs: map(breadcrumbs.texts, lengthOf),
        stacks: map(stacks.texts, lengthOf),
        envelopes: map(envelopes, ({ id, body }) => ({ id, length: lengthOf(body) })),
      }
      return concat([new TextEncoder().encode(`${write({ batch: 1, ...header, ...lengths })}\n`), ...chunks])
    },
  }
}
