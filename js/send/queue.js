// @ts-check
import { add, map } from '../builtins/lists.js'
import { now as clock, listen, timer } from '../builtins/originals.js'
import { isPageHidden } from '../builtins/page_hidden.js'
import { randomId } from '../builtins/random_id.js'
import { publicKey } from '../recorder/endpoint.js'
import { endingWithPage } from './ending_with_page.js'
import { sizes } from './item.js'
import { sender } from './sender.js'
import { storage } from './storage.js'
import { canSend, keepaliveRoom } from './transport.js'
import { ALL, DUE, NOW } from './waiting.js'
import { work } from './work.js'

/** @typedef {import('./waiting.js').Taken} Taken */

/**
 * The queue of one recorder: makes requests of the items when the policy says that they are due.
 * @param {ReturnType<typeof import('./policy.js').sendPolicy>} policy
 * @param {import('./sender.js').Destination} destination
 */
export const sendQueue = (policy, destination) => {
  const { dsn, isOffline } = destination
  const key = publicKey(dsn)
  const sizeOf = sizes()
  const { track, settled } = work()
  let dueAt = Number.POSITIVE_INFINITY
  let hasFailed = false
  let isPumping = false
  /** While items are added that go together. */
  let isGathering = false
  let isLeft = false
  /** A hidden page may end at any time: what does not fit into requests that outlive it is kept. */
  const mayEnd = () => isLeft || isPageHidden()
  /** @type {(() => void) | undefined} */
  let stopOnline
  let isListening = false

  /** Makes requests in so many ms. @param {number | undefined} ms */
  const schedule = (ms) => {
    if (ms === 0) pump(DUE)
    else if (ms && clock() + ms < dueAt) {
      dueAt = clock() + ms
      timer(() => pump(DUE), ms)
    }
  }

  /** @param {import('./item.js').Waiting | undefined} item @param {boolean} [isUrgent] */
  const push = (item, isUrgent) => {
    if (!item) return
    const now = clock()
    // An item that is lost, or was added to the count of an equal one, is over.
    if (policy.push(item, sizeOf(item), isUrgent, now)) schedule(policy.dueIn(now))
    else item.settle?.(true)
  }

  const { countLoss } = policy

  const { sendStored, store, keep } = storage(dsn, key, push, countLoss)
  const ending = endingWithPage((taken) => (isOffline ? keep(taken) : undefined))
  const sending = sender(policy, destination, keep, ending)

  /** Items whose request has failed are stored, or wait for another. @param {Taken[]} failed @param {boolean} isLeaving */
  const hold = async (failed, isLeaving) => {
    hasFailed = true
    stopOnline ??= listen('online', () => {
      stopOnline?.()
      stopOnline = undefined
      pump(NOW)
      pump(DUE)
    })
    // The page may end before its database has them.
    if (isOffline && (isLeaving || mayEnd()) && keep(failed)) return
    const left = isOffline ? await ending.keepDuring(failed, store(failed)) : failed
    map(left, ({ item, times }) => push({ ...item, times }))
  }

  /** @param {Taken[]} taken @param {boolean} isLeaving */
  const request = (taken, isLeaving) =>
    track(
      sending.send(taken, isLeaving, (outcomes) => {
        /** @type {Taken[]} */
        const failed = []
        map(taken, (one, at) => {
          const { settle } = one.item
          const outcome = outcomes[at]
          if (outcome === 'waits') return
          if (settle) settle(outcome !== 'failed')
          else if (outcome === 'failed') add(failed, one)
        })
        if (failed[0]) track(hold(failed, isLeaving))
        if (!isPumping) pump(DUE)
      }),
    )

  /** Makes requests while items are due and requests are free; if the page may end, for all of them. @param {number} which */
  const pump = (which) => {
    isPumping = true
    dueAt = Number.POSITIVE_INFINITY
    while (mayEnd() || canSend()) {
      const now = clock()
      const { taken, isEnd } = policy.take(which, mayEnd() ? keepaliveRoom() || 1 : 0, now, ({ settle }) =>
        settle?.(true),
      )
      if (taken[0]) request(taken, mayEnd())
      if (isEnd) {
        const ms = policy.dueIn(now)
        if (ms) schedule(ms)
        // Nothing waits, and the server is not failing.
        if (ms === undefined && which === DUE && !ending.isBusy() && !(mayEnd() && sending.isFailing()))
          track(sendStored())
        break
      }
    }
    if (!isGathering) sending.keepLeftOver()
    isPumping = false
  }

  /** Adds items that go together: from a page that may end, at once. @param {() => void} act */
  const gather = (act) => {
    isGathering = true
    act()
    isGathering = false
    if (mayEnd()) pump(NOW)
  }

  /** Sends or keeps all that there is. @param {() => void} judge makes events of captures */
  const leave = (judge) => {
    // A page that comes back sends what was kept.
    if (!isListening) listen('visibilitychange', () => isPageHidden() || pump(DUE), true)
    isListening = true
    isLeft = true
    isPumping = true
    ending.leave()
    pump(NOW)
    judge()
    pump(NOW)
    request([], true)
    isLeft = false
  }

  return {
    track,
    countLoss,
    gather,
    isBatching: sending.isBatching,
    noteBatching: sending.noteBatching,
    /** Sends all that waits. @param {boolean} [isLeaving] @param {() => void} [judge] makes events of captures */
    drain(isLeaving, judge = () => {}) {
      if (isLeaving) return leave(judge)
      judge()
      pump(ALL)
    },
    /** Sends what earlier pages have stored. */
    begin: () => pump(DUE),
    /** @param {import('./item.js').Item} item @param {boolean} isUrgent there may be no later */
    enqueue(item, isUrgent) {
      push({ id: item.eventId ?? randomId(), ...item }, isUrgent || (mayEnd() && !isGathering))
    },
    /** Whether all was sent. @param {() => void} judge makes events of captures @param {() => unknown} [ready] what `judge` waits for, if anything */
    async flush(judge, ready) {
      hasFailed = false
      // A hook of the page may take its time over an event, which is sent after it.
      do {
        judge()
        await ready?.()
        judge()
        pump(ALL)
      } while (await settled())
      // Losses that were counted meanwhile.
      if (!hasFailed) request([], false)
      while (await settled());
      return !hasFailed && policy.isEmpty()
    },
  }
}
