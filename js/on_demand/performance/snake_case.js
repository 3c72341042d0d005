// @ts-check
/** `requestStart` is `request_start`: the browser's names as Sentry writes them. @param {string} name */
export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
