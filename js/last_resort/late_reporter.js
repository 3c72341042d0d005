// @ts-check

import { after, afterLoad, listen, timer, warn } from '../builtins/originals.js'
import { isOffline } from '../recorder/endpoint.js'
import { isKept, keptKey } from './kept_for_next_page.js'
import { lastResort } from './last_resort.js'

/** Time after which the last resort reports, in ms, if stage 2 is not there. */
const PATIENCE = 2000

/** Pause before a failed load is tried again, in ms; it doubles with each failure. */
const RETRY = 5000

/**
 * Loads stage 2 when there is something to report, and gives it the captures. Until then, and where it cannot be had, the
 * last resort reports.
 * @type {import('../recorder/recorder.js').MakeStage2}
 */
export const lateReporter = (client, waiting, page) => {
  const { bundle, options } = client
  const resort = lastResort(client, page, waiting)
  /** @type {import('../recorder/recorder.js').Reporter | undefined} */
  let reporter
  /** @type {unknown} the module of stage 2, while it is being loaded */
  let loading
  /** @type {Promise<void> | undefined} */
  let loaded
  let failures = 0
  /** Whether a load has failed a moment ago. */
  let isPausing = false
  /** @type {unknown} */
  let error

  const goOn = () => {
    isPausing = false
    work()
  }

  const fail = (/** @type {unknown} */ thrown) => {
    loading = undefined
    error = thrown
    warn(' reporter:', thrown)
    isPausing = true
    resort.report()
    timer(goOn, RETRY * 2 ** failures++)
  }

  /** Gives stage 2 what the last resort has on its way now, and cannot send. */
  const takeBack = async () => {
    await resort.settled()
    work()
  }

  const fetchModule = () => bundle.loadReporter(failures, options.wasm)

  const open = async () => {
    try {
      const module = fetchModule()
      loading = module
      timer(() => loading === module && fail('timeout'), PATIENCE)
      const { makeReporter } = await module
      reporter ??= makeReporter(client, { ...page, lastAnswer: resort.lastAnswer(), work })
      loading = error = undefined
      work()
      takeBack()
    } catch (thrown) {
      fail(thrown)
    }
  }

  const load = () => {
    if (!loading && !reporter) loaded = open()
    return loaded
  }

  /** Gives stage 2 what waits, if there is anything. */
  const work = () => {
    if (!waiting.count()) return
    if (reporter) reporter.takeAll(waiting)
    else if (isPausing) resort.report()
    else load()
  }

  const early = async () => {
    try {
      if (options.load === 'idle' || (isOffline(options) && isKept(keptKey(options.dsn)))) load()
      // The developer is told of a wrong option before there is an error.
      else if (options.load === 'prefetch' || location.hostname === 'localhost')
        (await fetchModule()).checkOptions(options)
    } catch {}
  }

  return {
    work,
    async load() {
      await load()
      return reporter
    },
    sendItem: (item) => (reporter ?? resort).sendItem(item),
    finish(isLeaving) {
      if (reporter) reporter.finish(waiting, isLeaving)
      else resort.report()
    },
    async flush() {
      // What is captured in this task belongs to it.
      await after()
      if (waiting.count()) await load()
      await resort.settled()
      return reporter ? reporter.flush(work) : !waiting.count()
    },
    diagnose: () => ({
      stage: reporter ? 2 : 1,
      why: error && String(error),
      lastResort: resort.diagnose(),
      ...reporter?.diagnose(),
    }),
    begin() {
      afterLoad(early)
      return listen('online', goOn)
    },
  }
}
