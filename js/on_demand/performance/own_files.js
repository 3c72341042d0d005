// @ts-check
// The SDK's own later files and requests: a page load does not wait for them, and they are none of the page's resources.
import { attempt, NativeError } from '../../builtins/originals.js'
import { entriesOf } from '../../builtins/performance_timeline.js'
import { fileOf } from '../../last_resort/patterns.js'
import { OF_SDK } from '../../observe/request_breadcrumbs.js'

/** The later files of the script tag: scripts/stages.mjs names them. */
const LATER = /\/balefire-(?:report|performance|wasm)-[0-9a-f]+\.min\.js(?:$|\?)/

/** The file of this module. A bundler may have put code of the page into it too, which the page loads earlier. */
const ownFile = attempt(() => fileOf(new NativeError().stack))

/** Whether a file or a request is the SDK's own. @param {string | undefined} url @param {number} startTime of its entry */
export const isOwnFile = (url = '', startTime) =>
  LATER.test(url) ||
  OF_SDK.test(url) ||
  (url === ownFile && startTime > (entriesOf('navigation')[0]?.loadEventEnd || Infinity))
