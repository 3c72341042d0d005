// @ts-check
// Visits by chance: a seed gives a sequence of steps. When they are done the faults go away, one more page of the origin sends
// what is kept, and the account must come out even.
import { random } from '../../random.mjs'
import { isSilent, STEPS } from './steps.mjs'
import { openVisit } from './visit.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

const LEAST_STEPS = 5
const MOST_STEPS = 25

/** The page that sends what is kept needs room of its own. */
const MAKE_ROOM = `for (const name of Object.keys(localStorage)) if (name.startsWith('page')) localStorage.removeItem(name)`

/** @param {number} seed @returns {Step[]} */
export function sequence(seed) {
  const chance = random(seed)
  const kinds = Object.entries(STEPS).flatMap(([step, { weight }]) => Array(weight).fill(step))
  const names = Array.from({ length: LEAST_STEPS + chance.below(MOST_STEPS - LEAST_STEPS + 1) }, () =>
    chance.of(kinds),
  )
  return ['open', ...names].map((step) => ({ step, ...STEPS[step]?.draw?.(chance) }))
}

/**
 * Plays a sequence; rejects if the account does not come out even.
 * @param {Parameters<typeof openVisit>[0]} world @param {Step[]} steps @param {string} project a new name
 */
export async function play(world, steps, project) {
  const visit = await openVisit(world, project)
  /** @type {import('./steps.mjs').Playing} */
  const playing = { visit, isOpen: false, isOffline: false, navigations: [], silent: new Set() }
  try {
    for (const step of steps) {
      const needsOther = STEPS[step.step]?.needsPage && !playing.isOpen
      for (const one of needsOther ? [{ step: 'open' }, step] : [step]) {
        const before = new Set(visit.thrown.keys())
        await STEPS[one.step]?.run(playing, one)
        if (isSilent(playing, one))
          for (const text of visit.thrown.keys()) if (!before.has(text)) playing.silent.add(text)
      }
    }
    await STEPS.slow?.run(playing, { step: 'slow', rate: 1 })
    await STEPS.noFault?.run(playing, { step: 'noFault' })
    await STEPS.leave?.run(playing, { step: 'leave' })
    await visit.quiet()
    await visit.open({ before: MAKE_ROOM })
    await visit.emptied()
    await visit.flush()
    await visit.leave()
    await visit.settle({
      mayKeep: true,
      patience: 10_000,
      ...playing,
    })
  } finally {
    await visit.close()
  }
}

/**
 * The sequence without the steps that it does not need to fail.
 * @param {Step[]} steps @param {(steps: Step[]) => Promise<boolean>} fails
 */
export async function shrunk(steps, fails) {
  let shortest = steps
  for (let size = steps.length >> 1; size > 0; size >>= 1) {
    for (let at = 0; at < shortest.length; ) {
      const shorter = shortest.toSpliced(at, size)
      if (shorter.length > 0 && (await fails(shorter))) shortest = shorter
      else at += size
    }
  }
  return shortest
}
