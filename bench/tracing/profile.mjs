// @ts-check
// What scripts take of the main thread, by the samples of Chromium's profiler: of nothing else, so the page's own time, which
// jumps about, is no part of it.

/** Pause between two samples, in µs. */
export const INTERVAL = 200

/**
 * @typedef {{ id: number, callFrame: { url: string }, children?: number[] | undefined }} ProfileNode
 * @typedef {{ nodes: ProfileNode[], samples?: number[] | undefined, timeDeltas?: number[] | undefined }} Profile
 *   https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile
 */

/**
 * How long each script ran, in ms, by its address. What a script calls of the browser is its own time; what it calls of
 * another script is that one's.
 * @param {Profile} profile
 * @returns {Record<string, number>}
 */
export function scriptTimes({ nodes, samples = [], timeDeltas = [] }) {
  /** The script of each node. @type {Map<number, string>} */
  const scripts = new Map()
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const visit = (/** @type {ProfileNode} */ node, /** @type {string} */ caller) => {
    const script = node.callFrame.url || caller
    scripts.set(node.id, script)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child) visit(child, script)
    }
  }
  if (nodes[0]) visit(nodes[0], '')
  /** @type {Record<string, number>} */
  const times = {}
  for (const [at, id] of samples.entries()) {
    const script = scripts.get(id)
    // A delta is the time since the sample before. A longer pause is one in which the thread waited for the processor.
    const spent = Math.min(Math.max(timeDeltas[at + 1] ?? 0, 0), INTERVAL)
    if (script) times[script] = (times[script] ?? 0) + spent / 1000
  }
  return times
}
