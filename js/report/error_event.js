// @ts-check
/** Most browsers begin the message with this, and some with the type. */
const MESSAGE = /^(?:uncaught (?:exception: )?)?(?:(\w*Error): )?(.*)$/is

/**
 * Type and value of an error of which only the message of its event is known; others stay as they are.
 * @param {import('./exceptions.js').Thrown} exception
 * @returns {import('./exceptions.js').Thrown}
 */
export const typed = (exception) => {
  if (exception.type !== undefined) return exception
  const [, type = 'Error', value = ''] = MESSAGE.exec(exception.value) ?? []
  return { ...exception, type, value }
}
