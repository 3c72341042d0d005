// @ts-check
import { weakMap } from '../builtins/originals.js'

const hosts = weakMap()

/** Notes the host of a request that failed without a response. @param {any} error @param {string} host */
export const noteHost = (error, host) => hosts.set(error, host)

/** The host that did not respond, if that is the error. @param {any} error @returns {string | undefined} */
export const hostOf = (error) => hosts.get(error)
