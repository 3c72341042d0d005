// @ts-check
// Circles: what uses itself by way of others.

/** @typedef {import('./graph.mjs').Graph} Graph */

/**
 * The parts of a graph in which each reaches each, of more than one: every circle lies within one of them.
 * https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 * @param {Graph} graph
 * @returns {string[][]}
 */
export function circles(graph) {
  /** @type {Map<string, { order: number, lowest: number, isOpen: boolean }>} */
  const visited = new Map()
  /** @type {string[]} */
  const open = []
  /** @type {string[][]} */
  const found = []

  const visit = (/** @type {string} */ name) => {
    const own = { order: visited.size, lowest: visited.size, isOpen: true }
    visited.set(name, own)
    open.push(name)
    for (const other of graph.get(name) ?? []) {
      const known = visited.get(other)
      if (!known) own.lowest = Math.min(own.lowest, visit(other).lowest)
      else if (known.isOpen) own.lowest = Math.min(own.lowest, known.order)
    }
    if (own.lowest === own.order) {
      const part = open.splice(open.indexOf(name))
      for (const member of part) Object.assign(visited.get(member) ?? {}, { isOpen: false })
      if (part.length > 1) found.push(part.sort())
    }
    return own
  }
  for (const name of graph.keys()) if (!visited.has(name)) visit(name)
  return found
}

/**
 * A circle in words: one way around, the shortest from its first member.
 * @param {Graph} graph
 * @param {string[]} members
 */
export function inWords(graph, members) {
  const [start = ''] = members
  /** @type {string[][]} */
  const ways = [[start]]
  const seen = new Set()
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start].join(' -> ')
      if (!members.includes(next) || seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return members.join(', ')
}
