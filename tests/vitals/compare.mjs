// @ts-check
// Ours beside theirs: the last value of each metric of each navigation, with its attribution.

/** Largest difference of a time, in ms. */
const TIME = 1
/** Largest difference of a layout shift score. */
const SCORE = 1e-4

/** Attribution of theirs that ours has not, or has in other words: docs/performance.md. */
const NOT_COMPARED = new Set([
  'largestShiftTarget',
  'interactionTarget',
  'largestShiftSource',
  'largestShiftEntry',
  'processedEventEntries',
  'longAnimationFrameEntries',
  'navigationEntry',
  'lcpEntry',
  'lcpResourceEntry',
  'fcpEntry',
  'totalUnattributedDuration',
])

/** @typedef {{ name: string, value: number, rating: string, id: string | number, type: string, attribution: Record<string, any> }} Vital */

/** The last of each metric and navigation, in the order in which the navigations were reported first. @param {Vital[]} said */
const lastOnes = (said) => {
  /** @type {Map<string, Vital>} */
  const last = new Map()
  for (const vital of said) last.set(`${vital.name} ${vital.id}`, vital)
  const all = [...last.values()]
  return all.map((vital, at) => {
    const before = all.slice(0, at).filter(({ name }) => name === vital.name).length
    return /** @type {const} */ ([`${vital.name} ${before + 1}, ${vital.type}`, vital])
  })
}

/**
 * Every difference, in words.
 * @param {import('./site.mjs').Said} said
 * @param {boolean} [isOfValues] whether attribution is left out
 * @returns {string[]}
 */
export function differences(said, isOfValues) {
  const ours = new Map(lastOnes(said.ours))
  const theirs = new Map(lastOnes(said.theirs))
  const missing = [...theirs.keys()]
    .filter((key) => !ours.has(key))
    .map((key) => `${key}: ours is missing (theirs ${theirs.get(key)?.value})`)
  const extra = [...ours.keys()]
    .filter((key) => !theirs.has(key))
    .map((key) => `${key}: theirs is missing (ours ${ours.get(key)?.value})`)
  const both = [...ours].filter(([key]) => theirs.has(key))
  return [
    ...said.errors,
    ...missing,
    ...extra,
    ...both.flatMap(([key, vital]) => differ(key, vital, /** @type {Vital} */ (theirs.get(key)), isOfValues)),
    ...earlyDifferences(said.early, theirs),
  ]
}

/**
 * How the vitals of a page that is left early differ, where it was one page load from beginning to end.
 * @param {Record<string, number>} early
 * @param {Map<string, Vital>} theirs
 */
function earlyDifferences(early, theirs) {
  if (new Set([...theirs.values()].map(({ type }) => type)).size > 1) return []
  return [...theirs.values()].flatMap(({ name, value }) => {
    if (name === 'inp') return []
    const own = early[name] ?? Number.NaN
    return Math.abs(own - value) <= (name === 'cls' ? SCORE : TIME)
      ? []
      : `early ${name}: ${own}, theirs ${value}`
  })
}

/** @param {string} key @param {Vital} ours @param {Vital} theirs @param {boolean} [isOfValues] */
function differ(key, ours, theirs, isOfValues) {
  const found = []
  const most = ours.name === 'cls' ? SCORE : TIME
  if (Math.abs(ours.value - theirs.value) > most) found.push(`${key}: ${ours.value}, theirs ${theirs.value}`)
  if (ours.rating !== theirs.rating) found.push(`${key}: ${ours.rating}, theirs ${theirs.rating}`)
  for (const [name, value] of Object.entries(isOfValues ? {} : theirs.attribution)) {
    if (NOT_COMPARED.has(name) || value === undefined) continue
    const own = ours.attribution[name]
    // Selectors are of another style; what matters is whether there is one.
    const same =
      name === 'target'
        ? Boolean(own) === Boolean(value)
        : typeof value === 'number'
          ? Math.abs(own - value) <= (name === 'largestShiftValue' ? SCORE : TIME)
          : JSON.stringify(own) === JSON.stringify(value)
    if (!same) found.push(`${key}: ${name} ${JSON.stringify(own)}, theirs ${JSON.stringify(value)}`)
  }
  return found
}

/** How many values were compared. @param {{ ours: Vital[], theirs: Vital[] }} said */
export const countCompared = (said) => lastOnes(said.theirs).length
