// @ts-check
import { map } from '../builtins/lists.js'

/** The frame with another beginning of its file. @param {string} root @param {string} prefix */
const replacing = (root, prefix) => (/** @type {any} */ frame) =>
  root && frame.filename?.startsWith(root)
    ? { ...frame, filename: prefix + frame.filename.slice(root.length) }
    : frame

/**
 * Runs a function over each frame, so that file names match those of the uploaded source maps.
 * @param {{ root?: string, prefix?: string, iteratee?: (frame: any) => any }} [options]
 */
export const rewriteFramesIntegration = ({
  root = '',
  prefix = 'app:///',
  iteratee = replacing(root, prefix),
} = {}) => ({
  name: 'RewriteFrames',
  /** @param {any} event */
  processEvent(event) {
    const { exception } = event
    if (!exception?.values) return event
    try {
      const values = map(exception.values, (/** @type {any} */ value) => {
        const { stacktrace } = value
        return stacktrace?.frames
          ? {
              ...value,
              stacktrace: { ...stacktrace, frames: map(stacktrace.frames, (frame) => iteratee(frame)) },
            }
          : value
      })
      return { ...event, exception: { ...exception, values } }
    } catch {
      // If the page's function throws, the frames stay as they are.
      return event
    }
  },
})
