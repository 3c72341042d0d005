// @ts-check
import { attempt, draw } from './originals.js'
import { text } from './types.js'

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
export const randomId = () => {
  const id = attempt(() => crypto.randomUUID())
  return id
    ? // In a fraction of the time of an expression.
      id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24)
    : 'xxxxxxxxxxxx4xxx8xxxxxxxxxxxxxxx'.replace(/x/g, () => ((draw() * 16) | 0).toString(16))
}

/** An id of the page's own as the wire has it, without dashes; undefined for what is none, which a server refuses. @param {unknown} id */
export const ownId = (id) => /^(?!0+$)[\da-f]{32}$/.exec(text(id).toLowerCase().replace(/-/g, ''))?.[0]
