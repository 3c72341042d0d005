// @ts-check
import { attempt, listen } from '../../builtins/originals.js'
import { notify, subscribe } from './channel.js'
import { all, wrap } from './wrap.js'

/** @typedef {{ navigate: (from: string, to: string, isReplaced?: boolean) => void }} NavigationSubscriber */

/** @type {import('./channel.js').Channel<NavigationSubscriber>} */
const channel = { subscribers: [] }

/** Notifies of each navigation within the page. @param {NavigationSubscriber} subscriber */
export const onNavigation = (subscriber) => subscribe(channel, install, subscriber)

const install = () => {
  let last = location.href
  /** @param {unknown} [_result] @param {unknown} [_args] @param {unknown} [_self] @param {true} [isReplaced] */
  const moved = (_result, _args, _self, isReplaced) => {
    const from = last
    last = location.href
    if (from !== last) notify(channel, 'navigate', from, last, isReplaced)
  }
  // A worker has no history.
  const prototype = globalThis.History?.prototype
  return all([
    listen('popstate', () => attempt(moved), true),
    wrap(prototype, 'pushState', undefined, moved),
    wrap(prototype, 'replaceState', () => true, moved),
  ])
}
