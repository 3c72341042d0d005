// @ts-check
import { add, includes, some } from '../builtins/lists.js'
import { eachFrame } from './each_frame.js'
import { addMetadata, stripMetadata } from './modulemetadata.js'

/** Sentry's bundler plugins put this before the key of an application. */
const PREFIX = '_sentryBundlerPluginAppKey:'

/**
 * The application keys of each frame: none for a foreign file. Frames that never have keys are left out: those without a
 * position in a file, and those of wasm, which no bundler marks.
 * @param {any} event
 */
const keysOfFrames = (event) => {
  /** @type {string[][]} */
  const all = []
  eachFrame(event, (frame) => {
    const { filename, lineno, colno, platform, module_metadata: metadata } = frame ?? {}
    if (!filename || (lineno ?? colno) === undefined || platform === 'native') return
    const marks = Object.keys(metadata ?? {}).filter((key) => key.startsWith(PREFIX))
    add(
      all,
      marks.map((key) => key.slice(PREFIX.length)),
    )
  })
  return all
}

/**
 * Drops or tags errors of files outside the page's own bundles: extensions, injected scripts, widgets.
 * @param {{
 *   filterKeys: string[], ignoreSentryInternalFrames?: boolean,
 *   behaviour: 'drop-error-if-contains-third-party-frames' | 'drop-error-if-exclusively-contains-third-party-frames'
 *     | 'apply-tag-if-contains-third-party-frames' | 'apply-tag-if-exclusively-contains-third-party-frames',
 * }} options
 */
export const thirdPartyErrorFilterIntegration = ({ filterKeys = [], behaviour }) => ({
  name: 'ThirdPartyErrorsFilter',
  /** @param {import('../recorder/recorder.js').Recorder} client */
  setup: (client) => client.on('beforeSendEvent', stripMetadata),
  /** @param {any} event */
  processEvent(event) {
    addMetadata(event)
    const frames = keysOfFrames(event)
    const isForeign = (/** @type {string[]} */ keys) => !some(keys, (key) => includes(filterKeys, key))
    const isFound = /-exclusively-/.test(behaviour)
      ? // Without any frame the origin is unknown.
        frames.length > 0 && !some(frames, (keys) => !isForeign(keys))
      : some(frames, isForeign)
    if (!isFound) return event
    return /^drop-/.test(behaviour) ? null : { ...event, tags: { ...event.tags, third_party_code: true } }
  },
})
