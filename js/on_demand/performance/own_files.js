// @ts-check
// The SDK's own later files and requests: a page load does not wait for them, and they are none of the page's resources.
import { add, map, some } from '../../builtins/lists.js'
import { attempt, NativeError } from '../../builtins/originals.js'
import { entriesOf } from '../../builtins/performance_timeline.js'
import { fileOf } from '../../last_resort/patterns.js'
import { OF_SDK } from '../../observe/request_breadcrumbs.js'
import { epoch } from '../../tracing/clock.js'

/** The later files of the script tag: scripts/stages.mjs names them. */
const LATER = /\/balefire-(?:report|performance|wasm)-[0-9a-f]+\.min\.js(?:$|\?)/

/** The file of this module. A bundler may have put code of the page into it too, which the page loads earlier. */
const ownFile = attempt(() => fileOf(new NativeError().stack))

/** @param {string} url @param {number} startTime of its entry */
const isStage = (url, startTime) =>
  url === ownFile && startTime > (entriesOf('navigation')[0]?.loadEventEnd || Infinity)

/** Whether a file or a request is the SDK's own. @param {string | undefined} url @param {number} startTime of its entry */
export const isOwnFile = (url = '', startTime) =>
  LATER.test(url) || OF_SDK.test(url) || isStage(url, startTime)

/** What is fetched so shortly before a file of ours, in ms, is a part of it that a bundler has split off. */
const SLACK = 20

/** When files of ours were fetched, in ms since 1970. @type {[from: number, to: number][]} */
const fetches = []

/** @param {number} from @param {number} to in ms since 1970 */
export const noteFetch = (from, to) => add(fetches, [from - SLACK, to])

/**
 * Notes when this stage was fetched. A bundler gives the files that it makes of ours names of its own, so what came then may be
 * one of them.
 * @param {any[]} resources entries
 * @param {number} since when this stage came
 */
export const noteStage = (resources, since) =>
  map(resources, ({ name, startTime }) => {
    if (isStage(name, startTime)) noteFetch(epoch(startTime), since)
  })

/** Whether files of ours were fetched at a time. @param {number} time in ms since 1970 */
export const wasFetching = (time) => some(fetches, ([from, to]) => time >= from && time <= to)
