// @ts-check
import { filter } from '../../builtins/lists.js'
import { hiddenFrame } from './wrap.js'

/**
 * The subscribers of an instrument. The first installs its wrappers, and the last one to leave removes them.
 * @template S
 * @typedef {{ subscribers: S[], uninstall?: (() => void) | undefined }} Channel
 */

/**
 * Subscribes, and returns a function that unsubscribes.
 * @template S
 * @param {Channel<S>} channel
 * @param {() => () => void} install returns a function that uninstalls
 * @param {S} subscriber
 */
export const subscribe = (channel, install, subscriber) => {
  // A new list each time: `notify` may be walking the old one.
  channel.subscribers = [...channel.subscribers, subscriber]
  channel.uninstall ??= install()
  return () => {
    channel.subscribers = filter(channel.subscribers, (one) => one !== subscriber)
    if (channel.subscribers.length) return
    channel.uninstall?.()
    channel.uninstall = undefined
  }
}

/** Calls a function of each subscriber that has it. A failure of one reaches neither the page nor the others. */
export const notify = hiddenFrame({
  balefireWrapped(
    /** @type {Channel<any>} */ { subscribers },
    /** @type {string} */ name,
    /** @type {any[]} */ ...args
  ) {
    // No helper in between: its frame would be in stacks that subscribers take.
    for (let at = 0; at < subscribers.length; at++) {
      try {
        subscribers[at][name]?.(...args)
      } catch {}
    }
  },
})
