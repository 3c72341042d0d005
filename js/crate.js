// @ts-check
// The recorder as the Rust crate carries it, core and all, and what the crate calls: texts and JSON, one call each.
// Whatever is wrong here is a warning in the console, and no exception in the app.
import { face, start } from './api.js'
import { attempt, warn } from './builtins.js'
import { load } from './core.js'
import { integrations } from './crate/integrations.js'
import { see } from './crate/wasm.js'
import { randomId } from './event.js'
import { ours } from './observe/wrap.js'
import { Scope } from './scope.js'

/** How many frames Chromium keeps of a panic's stack; of others it is the page's to say. */
const FRAMES = 50

/** The address in front of a frame of wasm. Safari tells none. */
const MODULE = /(\w+:\/\/[^\s()@]+?):wasm-function/

const page = /** @type {any} */ (globalThis)

/** The browser's own, before the page's modules are watched: the core is none of them. */
const { instantiate } = WebAssembly

/** What the core exports. A module begins with a zero, so its first character is the key to all. */
const core = async () =>
  (await instantiate(Uint8Array.from(CORE, (char) => char.charCodeAt(0) ^ CORE.charCodeAt(0)))).instance
    .exports

/**
 * The app's own module. It was there before us, so nobody saw it come; the browser has it in its cache.
 * @param {string | undefined} stack of a call out of it
 */
const ownModule = async (stack = '') => {
  const files = performance.getEntriesByType('resource').filter(({ name }) => /\.wasm\b/.test(name))
  const url = MODULE.exec(stack)?.[1] ?? files.at(-1)?.name
  return url?.startsWith('http') ? fetch(url, { cache: 'force-cache' }) : undefined
}

let isOwnSeen = false

/**
 * A function for the crate: the frames of both are dropped from stacks.
 * @template {any[]} A @param {{ balefireWrapped: (...args: A) => any }} named
 */
const door = (named) => {
  const act = ours(named)
  return ours({
    /** @param {A} args */
    balefireWrapped(...args) {
      try {
        const answer = act(...args)
        // The page's Balefire may be another's.
        return typeof answer === 'string' ? answer : ''
      } catch (error) {
        warn('', error)
        return ''
      }
    },
  })
}

/**
 * A stack without what stands between the app and us: glue, whose names are a bundler's.
 * @param {Error} error
 */
const below = (error) => {
  error.stack = error.stack?.replace(/^[\s\S]*?(?=\n.*(wasm-function|\[wasm code))/, '')
  return error
}

/** Starts the page's recorder: the one that is there already, with its options, or else ours. */
export const balefire_start = door({
  balefireWrapped(
    /** @type {string} */ json,
    /** @type {number} */ sampleRate,
    /** @type {number} */ maxBreadcrumbs,
    /** @type {boolean} */ attachStacktrace,
    /** @type {boolean} */ sendDefaultPii,
  ) {
    const { stack } = new Error()
    const init = (/** @type {Record<string, any>} */ options) => {
      // Before the page's requests are watched.
      if (options?.dsn && !isOwnSeen) see(ownModule(stack))
      isOwnSeen ||= Boolean(options?.dsn)
      start(options, { check: (given) => given, chosen: integrations, core: () => load(core) })
    }
    page.Balefire ??= { init, ...face, Scope }
    // The inline loader says neither: the recorder that it brings will have options of its own.
    if (page.Balefire.isEnabled() === false)
      page.Balefire.init({
        ...JSON.parse(json),
        sampleRate: sampleRate >= 0 && sampleRate <= 1 ? sampleRate : warn(' wrong option sampleRate'),
        maxBreadcrumbs,
        attachStacktrace,
        sendDefaultPii,
      })
  },
})

/** Calls a function of the page's Balefire; what it answers, where that is a text. */
export const balefire_call = door({
  balefireWrapped(/** @type {string} */ name, /** @type {string} */ args) {
    return page.Balefire?.[name]?.(...JSON.parse(args))
  },
})

const change = door({
  balefireWrapped(/** @type {any} */ scope, /** @type {string} a list of names with arguments */ calls) {
    for (const [name, ...args] of JSON.parse(calls)) scope[name](...args)
  },
})

/** Changes the page's scope. */
export const balefire_scope = door({
  balefireWrapped(/** @type {string} */ calls) {
    const scope = page.Balefire?.getIsolationScope()
    if (scope) change(scope, calls)
  },
})

/** Lets the app act in a scope of its own. What it throws is its own. */
export const balefire_with_scope = ours({
  balefireWrapped(/** @type {string} */ calls, /** @type {() => void} */ act) {
    const { withScope } = page.Balefire ?? {}
    if (!withScope) return act()
    withScope((/** @type {any} */ scope) => {
      change(scope, calls)
      act()
    })
  },
})

/** Sends an error with its sources: `[type, message]` each, the error itself first. */
export const balefire_error = door({
  balefireWrapped(/** @type {string} */ json) {
    /** @type {Error | undefined} */
    let error
    /** @type {[string, string][]} */
    const chain = JSON.parse(json)
    for (const [at, [name, message]] of [...chain.entries()].reverse()) {
      error = Object.assign(new Error(message, error && { cause: error }), { name })
      // Where it was made in JavaScript is where the error itself was told, and no source's own place.
      if (at) error.stack = ''
      else below(error)
    }
    return page.Balefire?.captureException(error)
  },
})

/** 32 random hex digits. */
export const balefire_id = randomId

/** The time in ms since 1970, finer than `Date.now()`, and never going back. */
export const balefire_now = () => performance.timeOrigin + performance.now()

/** Tells of a panic, whose stack is that of this call. */
export const balefire_panic = door({
  balefireWrapped(/** @type {string} */ message, /** @type {(string | number)[]} */ ...place) {
    const { stackTraceLimit } = Error
    // A page may have frozen it.
    attempt(() => {
      Error.stackTraceLimit = FRAMES
    })
    const { stack } = below(new Error())
    attempt(() => {
      Error.stackTraceLimit = stackTraceLimit
    })
    page.Balefire?.capturePanic(message, place.join(':'), stack)
  },
})
