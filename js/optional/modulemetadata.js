// @ts-check
import { text } from '../builtins/types.js'
import { eachFrame } from './each_frame.js'

/**
 * File and position at the end of a line of a stack: `at f (https://a.test/x.js:1:2)`, `f@https://a.test/x.js:1:2`. In the
 * line of an eval the outermost file comes first.
 */
const PLACE = /([\w.+-]+:\/\/[^\s()@]*?|\/[^\s()@]*?)(?::\d+){1,2}(?=[\s),]|$)/m

/** The file of the newest frame of a stack. @param {string} stack */
export const fileOf = (stack) => PLACE.exec(stack)?.[1]

/** The registry that was read last, its number of stacks, and their files. @type {{ registry?: object, count?: number, files?: Map<string, object> }} */
let known = {}

/**
 * The metadata that Sentry's bundler plugins write into each file: `_sentryModuleMetadata` has it by the stack of the file.
 * @returns {Map<string, object>} by file
 */
const metadataByFile = () => {
  const registry = /** @type {any} */ (globalThis)._sentryModuleMetadata
  if (!registry || typeof registry !== 'object') return new Map()
  const stacks = Object.keys(registry)
  if (known.files && known.registry === registry && known.count === stacks.length) return known.files
  const files = new Map()
  for (const stack of stacks) {
    const file = fileOf(text(stack))
    if (file) files.set(file, registry[stack])
  }
  known = { registry, count: stacks.length, files }
  return files
}

/** Gives frames the metadata of their files. @param {any} event */
export const addMetadata = (event) => {
  if (event.type) return
  const files = metadataByFile()
  eachFrame(event, (frame) => {
    const metadata = files.get(frame?.filename)
    if (metadata && !frame.module_metadata) frame.module_metadata = metadata
  })
}

/** Removes the metadata before sending: it is for functions in the page. @param {any} event */
export const stripMetadata = (event) => {
  eachFrame(event, (frame) => {
    if (frame) delete frame.module_metadata
  })
}

/** Gives frames the metadata of their files, for later integrations, event processors and `beforeSend`. */
export const moduleMetadataIntegration = () => ({
  name: 'ModuleMetadata',
  /** @param {import('../recorder/recorder.js').Recorder} client */
  setup: (client) => client.on('beforeSendEvent', stripMetadata),
  /** @param {any} event */
  processEvent(event) {
    addMetadata(event)
    return event
  },
})
