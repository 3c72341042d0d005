// @ts-check
import { attempt, draw } from './originals.js'

/** 32 hex digits, a UUID of version 4. `crypto.randomUUID` is missing on pages without https. */
export const randomId = () =>
  (
    attempt(() => crypto.randomUUID()) ??
    'xxxxxxxxxxxx4xxx8xxxxxxxxxxxxxxx'.replace(/x/g, () => ((draw() * 16) | 0).toString(16))
  ).replace(/-/g, '')
