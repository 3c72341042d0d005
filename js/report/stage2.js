// @ts-check
// Stage 2 of the script tag and of the npm package.
import { isAnnounced } from '../announced.js'
import { map } from '../builtins/lists.js'
import { keysOf } from '../builtins/originals.js'
import { loadCore } from '../load_core.js'
import { validOptions } from '../options.js'
import { byUrl, isIgnored } from './filters.js'
import { reporter } from './reporter.js'
import { workerReports } from './worker_reports.js'

/**
 * Leaves the valid options alone; the console names the others, once.
 * @param {Record<string, any>} options
 */
export const checkOptions = (options) => {
  const valid = validOptions(options)
  map(keysOf(options), (name) => {
    if (!(name in valid)) delete options[name]
  })
  Object.assign(options, valid)
}

/** @type {import('../recorder/recorder.js').ReporterModule['makeReporter']} */
export const makeReporter = (client, page) =>
  reporter(client, page, {
    checkOptions,
    isAnnounced,
    workerReports,
    loadCore: async (native, url) => (await loadCore()).openCore(native, url),
    // An event needs its frames in the page only where the page asks for their files.
    filters: ({ allowUrls, denyUrls }) => ({
      isIgnored,
      processEvent: allowUrls || denyUrls ? byUrl : undefined,
    }),
  })
