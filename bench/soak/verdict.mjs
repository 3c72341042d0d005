// @ts-check
// What a soak found: pure, from what was counted.

/**
 * What memory may grow between two quarters of the second half: of what it was, and in MB. In a short run the server was
 * started moments ago and still fills its caches.
 */
const GROWTH = { short: { share: 1, mb: 64 }, long: { share: 0.25, mb: 32 } }
/** From so many seconds on a run is a long one. */
export const LONG = 300

/** Lines above info, and those of a program that dies. */
const LOUD = /\b(WARN|ERROR)\b|panicked|overflowed/

/** Log lines above info that a soak makes happen, each with its reason. */
export const EXPECTED = [
  { line: /conversion of an upload died/, why: 'hostile uploads end the process that reads them' },
  { line: /stop cut off requests under way/, why: 'slow clients are still there at SIGTERM' },
  { line: /refused code="(rate|too_large|queue_full|backlog)"/, why: 'floods are held back' },
  { line: /retention deleted by size/, why: 'retention by size' },
  {
    line: /retention failed .*database is locked/,
    why: 'the reader of the store reads its log anew after a kill; retention comes again within a minute',
  },
  { line: /server died while it stored envelopes/, why: 'kill -9' },
]

/** Lines above info, each once with how often it came; times and values are left out. @param {string[]} lines */
export function warnings(lines) {
  /** @type {Record<string, number>} */
  const counts = {}
  for (const line of lines.filter((line) => LOUD.test(line))) {
    const text = line.replace(/^\S+\s+/, '').replace(/\d+/g, 'N')
    counts[text] = (counts[text] ?? 0) + 1
  }
  return Object.entries(counts).map(([text, count]) => `${count} x ${text}`)
}

/** Lines of a log that need an explanation. @param {string[]} lines */
export const unexplained = (lines) =>
  lines.filter((line) => LOUD.test(line) && !EXPECTED.some((it) => it.line.test(line)))

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/**
 * Whether memory is flat: the last quarter of a run beside the quarter before it. Nobody kills the server in these two.
 * @param {{ at: number, mb: number }[]} samples `at`: the part of the run, 0 to 1
 * @param {number} seconds of the run
 */
export function memory(samples, seconds) {
  const { share, mb: margin } = seconds < LONG ? GROWTH.short : GROWTH.long
  const within = (/** @type {number} */ from, /** @type {number} */ to) =>
    samples.filter(({ at }) => at >= from && at < to).map(({ mb }) => mb)
  const [before, after] = [median(within(0.5, 0.75)), median(within(0.75, 1))]
  return { before, after, isFlat: after <= before * (1 + share) + margin }
}

/**
 * @typedef {{
 *   acknowledged: Set<string>, stored: Set<string>, deadLetters: number, statuses: Record<string, number>,
 *   broken: number, log: string[], samples: { at: number, mb: number }[], failures: string[], restarts: number,
 *   seconds: number, left: number
 * }} Found
 */

/** Everything that is wrong; none if the soak passed. @param {Found} found */
export function faults({ seconds, left, ...found }) {
  const { acknowledged, stored, deadLetters, statuses, broken, log, samples, failures, restarts } = found
  const lost = [...acknowledged].filter((id) => !stored.has(id))
  const strange = Object.keys(statuses).filter((status) => !['200', '429', '503'].includes(status))
  const { before, after, isFlat } = memory(samples, seconds)
  const lines = unexplained(log)
  return [
    ...(acknowledged.size === 0 ? ['no event was acknowledged'] : []),
    ...(restarts === 0 ? ['the server was never killed'] : []),
    ...(lost.length > deadLetters
      ? [
          `${lost.length} acknowledged events are neither stored nor dead letters (${deadLetters}): ${lost.slice(0, 5)}`,
        ]
      : []),
    ...(strange.length > 0
      ? [`answers that no request asks for: ${strange.map((it) => `${statuses[it]} x ${it}`)}`]
      : []),
    ...(broken > 0 ? [`${broken} requests broke while nobody killed the server`] : []),
    ...(isFlat ? [] : [`memory grew from ${before.toFixed(0)} to ${after.toFixed(0)} MB`]),
    ...(lines.length > 0 ? [`log lines without an explanation:\n${lines.slice(0, 10).join('\n')}`] : []),
    ...(seconds >= LONG && left === stored.size ? ['retention deleted nothing'] : []),
    ...failures,
  ]
}
