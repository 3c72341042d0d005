// @ts-check
import { weakMap } from '../builtins/originals.js'

const addresses = weakMap()

/** Notes the address of a request that failed. @param {any} error @param {string} url */
export const noteFailure = (error, url) => addresses.set(error, url)

/** The address of the request that failed with this error. @param {any} error @returns {string | undefined} */
export const addressOf = (error) => addresses.get(error)
