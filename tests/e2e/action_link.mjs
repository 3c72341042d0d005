// @ts-check
// The links of messages, signed as docs/silences.md says.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The path of a link.
 * @param {string} data the data directory of the server
 * @param {string} issue
 * @param {'resolve' | 'mute-1h' | 'mute-release'} action
 */
export function actionLink(data, issue, action) {
  const key = Buffer.from(readFileSync(join(data, 'link.key'), 'utf8').trim(), 'hex')
  const signed = `${issue}.${action}.${Math.floor(Date.now() / 1000) + 3_600}`
  const signature = createHmac('sha256', key).update(`balefire action link 1\n${signed}`).digest('base64url')
  return `/links/${signed}.${signature}/`
}
