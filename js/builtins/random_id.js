// @ts-check
import { attempt, draw } from './originals.js'
import { text } from './types.js'

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
export const randomId = () =>
  attempt(() => crypto.randomUUID().replace(/-/g, '')) ??
  'xxxxxxxxxxxx4xxx8xxxxxxxxxxxxxxx'.replace(/x/g, () => ((draw() * 16) | 0).toString(16))

/** An id of the page's own as the wire has it, without dashes; undefined for what is none, which a server refuses. @param {unknown} id */
export const ownId = (id) => /^(?!0+$)[\da-f]{32}$/.exec(text(id).toLowerCase().replace(/-/g, ''))?.[0]
