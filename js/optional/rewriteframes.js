// @ts-check
import { map } from '../lists.js'

/** The frame with another beginning of its file. @param {string} root @param {string} prefix */
const replacing = (root, prefix) => (/** @type {any} */ frame) =>
  root && frame.filename?.startsWith(root)
    ? { ...frame, filename: prefix + frame.filename.slice(root.length) }
    : frame

/**
 * Hands each frame through a function, so that names of files match those that source maps were uploaded under.
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
      // A function of the page's that throws leaves the frames as they are.
      return event
    }
  },
})
