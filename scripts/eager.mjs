// @ts-check
// Functions that the script tag's `init` calls are compiled together with the script.
//
// V8 only skims a function that is not called at once, and reads its text again when it is. One in parentheses it
// compiles with what is around it (https://v8.dev/blog/preparser#pife); so those that a starting page calls get them.
import { Session } from 'node:inspector'
import { createContext, runInContext } from 'node:vm'
import { parse } from 'acorn'
import { Trouble } from './run.mjs'

/** @typedef {{ type: string, start: number, end: number, [key: string]: any }} Node */

const FILE = 'balefire.min.js'

/** Shorter functions cost less when they are read twice than their parentheses do in each download, in characters. */
const SHORT = 120

/**
 * The script, with parentheses around the function expressions that run while a page starts.
 * @param {string} code
 * @param {number} [short] length of a function from which on it gets them
 */
export function eager(code, short = SHORT) {
  const isCalled = callsOfStart(code)
  /** @type {[at: number, mark: string][]} */
  const marks = []
  visit(/** @type {any} */ (parse(code, { ecmaVersion: 2024 })), (node, parent) => {
    if (!/^(Arrow)?FunctionExpression$/.test(node.type) || !isCalled(node)) return
    if (node.end - node.start < short) return
    // A method is not an expression; what is called in its place stands in parentheses already.
    if (parent.method || parent.type === 'MethodDefinition' || parent.callee === node) return
    marks.push([node.start, '('], [node.end, ')'])
  })
  if (!marks.length) throw new Trouble('balefire.min.js: no function that init calls was found')
  return marks
    .toSorted(([a], [b]) => b - a)
    .reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), code)
}

/** Whether a function was called while the script started in a page of straw. @param {string} code */
function callsOfStart(code) {
  const page = createContext(straw())
  const session = new Session()
  session.connect()
  /** @type {import('node:inspector').Profiler.FunctionCoverage[]} */
  let covered = []
  try {
    session.post('Profiler.enable')
    session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    runInContext(code, page, { filename: FILE })
    session.post('Profiler.takePreciseCoverage', (_, { result }) => {
      covered = result.find(({ url }) => url === FILE)?.functions ?? []
    })
  } finally {
    session.disconnect()
  }
  const called = covered.flatMap(({ ranges: [range] }) => (range?.count ? [range] : []))
  const places = new Set(called.map(({ startOffset, endOffset }) => `${startOffset}-${endOffset}`))
  return (/** @type {Node} */ { start, end }) => places.has(`${start}-${end}`)
}

/** As much of a page as starting takes; nothing in it ever happens. */
function straw() {
  const location = new URL('https://page.test/')
  const dataset = { dsn: 'https://key@page.test/1', release: 'page@1' }
  const warn = (/** @type {unknown[]} */ ...words) => {
    throw new Trouble(`balefire.min.js does not start: ${words.join(' ')}`)
  }
  return {
    ...functions('fetch', 'setTimeout', 'setInterval', 'requestAnimationFrame', 'addEventListener'),
    console: { ...functions('debug', 'info', 'error', 'log', 'assert', 'trace'), warn },
    location,
    WebAssembly: functions('instantiate', 'instantiateStreaming', 'compile', 'compileStreaming', 'Module'),
    document: { readyState: 'loading', currentScript: { src: `${location}balefire.min.js`, dataset } },
    EventTarget: class {
      addEventListener() {}
      removeEventListener() {}
    },
    History: class {
      pushState() {}
      replaceState() {}
    },
    XMLHttpRequest: class {
      open() {}
      send() {}
    },
  }
}

/** Functions that do nothing. @param {string[]} names */
const functions = (...names) => Object.fromEntries(names.map((name) => [name, () => {}]))

/** @param {Node} node @param {(node: Node, parent: Node) => void} see @param {Node} [parent] */
function visit(node, see, parent = node) {
  see(node, parent)
  for (const value of Object.values(node))
    for (const child of [value].flat()) if (typeof child?.type === 'string') visit(child, see, node)
}
