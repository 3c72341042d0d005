// @ts-check
import { elementPath, MAX_LEVELS } from '../observe/element.js'

/** The selectors of an element. @param {any} element @returns {string} */
export const pathOf = (element) => {
  const path = []
  for (; element && path.length < MAX_LEVELS; element = element.parentNode) path[path.length] = element
  return elementPath(path).message
}
