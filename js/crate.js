// @ts-check
// The recorder with the core, as the Rust crate carries them, and the functions that the crate calls with texts and JSON.
// A failure here is a warning in the console, and no exception in the app.
import { publicApi, start } from './api/public_api.js'
import { attempt, warn } from './builtins/originals.js'
import { randomId } from './builtins/random_id.js'
import { integrations } from './crate/default_integrations.js'
import { ownModule } from './crate/own_module.js'
import { pageSpans } from './crate/page_spans.js'
import { reporterAtHand } from './crate/reporter_at_hand.js'
import { addModule } from './crate/wasm_modules_at_start.js'
import { hiddenFrame } from './observe/instrument/wrap.js'
import { pageTrace } from './report/page_trace.js'
import { Scope } from './scope/scope.js'

/** Most frames that Chromium keeps of a panic's stack. */
const FRAMES = 50

const page = /** @type {any} */ (globalThis)

/** The page's Balefire, unless it is known not to run: an app gets no id of an event that nobody sends. */
const enabled = () => (page.Balefire?.isEnabled() === false ? undefined : page.Balefire)

let isOwnSeen = false

/** Whether the words of panics stay in the page; the console shows them, and so would its breadcrumbs. */
let isSilent = false

const silence = () => {
  if (isSilent)
    page.Balefire.getClient?.()?.on('beforeAddBreadcrumb', (/** @type {any} */ crumb) => {
      const { category, message } = crumb
      const place = category === 'console' && /^[^\n]*panicked at .*\d/.exec(message)?.[0]
      if (place) Object.assign(crumb, { message: place, data: undefined })
    })
}

/**
 * A function for the crate. Its frames are dropped from stacks, and its failures are warnings.
 * @template {any[]} A @param {{ balefireWrapped: (...args: A) => any }} named
 */
const crateCall = (named) => {
  const act = hiddenFrame(named)
  return hiddenFrame({
    /** @param {A} args */
    balefireWrapped(...args) {
      try {
        const answer = act(...args)
        // The page's Balefire may be of another version.
        return typeof answer === 'string' ? answer : ''
      } catch (error) {
        warn('', error)
        return ''
      }
    },
  })
}

/**
 * A stack without the glue between the app and this script, whose names are a bundler's.
 * @param {Error} error
 * @param {string} [place] a frame of Firefox in its place
 */
const withoutGlue = (error, place = '') => {
  error.stack = error.stack?.replace(/^[\s\S]*?(?=\n(.*)(wasm-function|\[wasm code))/, (_, line) =>
    // A stack is read as Chromium's, or as that of the others.
    place && /^ +at /.test(line) ? `    at ${place.replace('@', ' (')})` : place,
  )
  return error
}

/** Starts the page's recorder: the one that is there already, with its options, or else ours. */
export const balefire_start = crateCall({
  balefireWrapped(
    /** @type {string} */ json,
    /** @type {number} */ sampleRate,
    /** @type {number} */ maxBreadcrumbs,
    /** @type {boolean} */ attachStacktrace,
    /** @type {boolean} */ sendDefaultPii,
    /** @type {number} */ tracesSampleRate,
    /** @type {boolean} */ sendPanicMessage,
  ) {
    isSilent = sendPanicMessage === false
    const { stack } = new Error()
    const init = (/** @type {Record<string, any>} */ options) => {
      // Before an integration wraps `fetch`.
      if (options?.dsn && !isOwnSeen) addModule(ownModule(stack))
      isOwnSeen ||= Boolean(options?.dsn)
      start(options, { chooseIntegrations: integrations, makeStage2: reporterAtHand })
      silence()
    }
    page.Balefire ??= { init, ...publicApi, Scope, pageTrace }
    // Under the inline loader `isEnabled` answers nothing: the recorder that it loads has options of its own.
    if (page.Balefire.isEnabled() === false)
      page.Balefire.init({
        ...JSON.parse(json),
        sampleRate: sampleRate >= 0 && sampleRate <= 1 ? sampleRate : warn(' wrong option sampleRate'),
        maxBreadcrumbs,
        attachStacktrace,
        sendDefaultPii,
        // For a page that carries tracing. Without it there are no spans, instead of spans that are not sampled.
        tracesSampleRate: tracesSampleRate || undefined,
      })
    else page.Balefire.onLoad?.(silence)
  },
})

const applyCalls = crateCall({
  balefireWrapped(/** @type {any} */ scope, /** @type {string} a list of names with arguments */ calls) {
    for (const [name, ...args] of JSON.parse(calls)) {
      // The active span is the current scope's: the tracer asks no other.
      if (name === 'setSpan') pageSpans(page.Balefire).activate(args[0])
      else scope[name](...args)
    }
  },
})

/** What the next capture changes in the scope that is its own; a list as above, or nothing. */
let changes = ''

/** Called before a capture: a call around it would put the glue of both into its stack. */
export const balefire_change_next = (/** @type {string} */ calls) => {
  changes = calls
}

/** Captures with these changes. @type {(capture: () => any) => any} */
const withChanges = hiddenFrame({
  balefireWrapped(capture) {
    const calls = changes
    changes = ''
    const { withScope } = page.Balefire ?? {}
    if (!calls || !withScope) return capture()
    return withScope((/** @type {any} */ scope) => {
      applyCalls(scope, calls)
      return capture()
    })
  },
})

/** Calls a function of the page's Balefire, and returns its answer if that is a text. */
export const balefire_call = crateCall({
  balefireWrapped(/** @type {string} */ name, /** @type {string} */ args) {
    return withChanges(hiddenFrame({ balefireWrapped: () => enabled()?.[name]?.(...JSON.parse(args)) }))
  },
})

/** Calls a function of `pageSpans`, and returns its answer if that is a text. */
export const balefire_span = crateCall({
  balefireWrapped(
    /** @type {keyof ReturnType<typeof pageSpans>} */ name,
    /** @type {string} */ id,
    /** @type {string} */ json,
  ) {
    return enabled() && pageSpans(page.Balefire)[name](id, json)
  },
})

/** Changes the page's scope. */
export const balefire_scope = crateCall({
  balefireWrapped(/** @type {string} */ calls) {
    const scope = page.Balefire?.getIsolationScope()
    if (scope) applyCalls(scope, calls)
  },
})

/** Runs the app's function in a scope of its own. Its exceptions stay the app's. */
export const balefire_with_scope = hiddenFrame({
  balefireWrapped(/** @type {string} */ calls, /** @type {() => void} */ act) {
    const { withScope } = page.Balefire ?? {}
    if (!withScope) return act()
    withScope((/** @type {any} */ scope) => {
      applyCalls(scope, calls)
      act()
    })
  },
})

/**
 * Sends an error with its sources: `[type, message]` each, the error itself first. A single one without a type is a message.
 * The place, `f@file:7:1`, is a frame before the stack.
 */
export const balefire_error = crateCall({
  balefireWrapped(/** @type {string} */ json, /** @type {string} */ place) {
    /** @type {Error | undefined} */
    let error
    /** @type {[string, string][]} */
    const chain = JSON.parse(json)
    for (const [at, [name, message]] of [...chain.entries()].reverse()) {
      error = Object.assign(new Error(message, error && { cause: error }), { name })
      // The stack is that of the reported error; its sources were made elsewhere.
      if (at) error.stack = ''
      else withoutGlue(error, place)
    }
    const [[type, message] = []] = chain
    return withChanges(() =>
      type
        ? enabled()?.captureException(error)
        : enabled()?.captureMessage(message, { syntheticException: error }),
    )
  },
})

/** Sends what a function of JavaScript has thrown at the app. */
export const balefire_js = crateCall({
  balefireWrapped(/** @type {unknown} */ thrown) {
    return enabled()?.captureException(thrown)
  },
})

/** 32 random hex digits. */
export const balefire_id = randomId

/** The time in ms since 1970, finer than `Date.now()`, and never going back. */
export const balefire_now = () => performance.timeOrigin + performance.now()

/**
 * Reports a panic; its stack is the stack of this call. The stack begins with the place, as the panic's text in the console does:
 * where the page reads no stack, the server finds it there (proxy/src/process/panic.rs).
 */
export const balefire_panic = crateCall({
  balefireWrapped(/** @type {string} */ message, /** @type {(string | number)[]} */ ...location) {
    const { stackTraceLimit } = Error
    // A page may have frozen it.
    attempt(() => {
      Error.stackTraceLimit = FRAMES
    })
    const { stack } = withoutGlue(new Error())
    attempt(() => {
      Error.stackTraceLimit = stackTraceLimit
    })
    const place = location.join(':')
    withChanges(() => page.Balefire?.capturePanic(message, place, `panicked at ${place}:\n${stack ?? ''}`))
    pageSpans(page.Balefire).exitAll()
  },
})

/** Notes a panic that the app's hook has dropped: the trap that follows belongs to it. */
export const balefire_drop_panic = crateCall({
  balefireWrapped(/** @type {[string, ...(string | number)[]]} */ ...panic) {
    page.Balefire?.withScope((/** @type {any} */ scope) => {
      scope.addEventProcessor(() => null)
      balefire_panic(...panic)
    })
  },
})
