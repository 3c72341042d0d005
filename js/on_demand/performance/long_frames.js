// @ts-check
// Spans of the time in which the page could not answer. https://w3c.github.io/long-animation-frames/
import { map } from '../../builtins/lists.js'
import { cleanUrl } from '../../report/privacy.js'
import { epoch } from '../../tracing/clock.js'
import { isOwnFile } from './own_files.js'

/** @param {any} entry of a long animation frame or of a long task @returns {import('./navigation_phases.js').Child | undefined} */
export const longFrameSpan = ({ entryType, startTime, duration, scripts }) => {
  const isFrame = entryType === 'long-animation-frame'
  let longest = scripts?.[0]
  // A frame without a script: layout and paint took the time, or the tab was in the background.
  if (isFrame && !longest) return
  map(scripts ?? [], (/** @type {any} */ script) => {
    if (script.duration > longest.duration) longest = script
  })
  if (isOwnFile(longest?.sourceURL, startTime)) return
  const { invoker, invokerType, sourceURL, sourceFunctionName, sourceCharPosition = -1 } = longest ?? {}
  return {
    name: 'Main UI thread blocked',
    op: isFrame ? 'ui.long_animation_frame' : 'ui.long_task',
    origin: 'auto.ui.browser.metrics',
    start: epoch(startTime),
    end: epoch(startTime + duration),
    attributes: {
      'browser.script.invoker': invoker && cleanUrl(invoker),
      'browser.script.invoker_type': invokerType,
      'code.file.path': sourceURL ? cleanUrl(sourceURL) : undefined,
      'code.function.name': sourceFunctionName || undefined,
      'browser.script.source_char_position': sourceCharPosition < 0 ? undefined : sourceCharPosition,
    },
  }
}
