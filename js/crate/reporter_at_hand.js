// @ts-check
import { timer } from '../builtins/originals.js'
import { openCore } from '../core/core.js'
import { reporter as makeReporter } from '../report/reporter.js'

/**
 * Stage 2 in the same file as stage 1: an app that dies has no later.
 * @type {import('../recorder/recorder.js').MakeStage2}
 */
export const reporterAtHand = (client, waiting, page) => {
  /** @type {import('../recorder/recorder.js').Reporter | undefined} */
  let reporter
  /** Made in the first task that needs it: a page that starts is busy. */
  const open = () => {
    reporter ??= makeReporter(client, { ...page, work }, { loadCore: openCore })
    return reporter
  }
  const work = () => open().takeAll(waiting)
  return {
    work,
    load: open,
    sendItem: (item) => open().sendItem(item),
    finish: (isLeaving) => open().finish(waiting, isLeaving),
    flush: () => open().flush(work),
    diagnose: () => ({ stage: 2, ...open().diagnose() }),
    begin() {
      timer(open)
      return () => {}
    },
  }
}
