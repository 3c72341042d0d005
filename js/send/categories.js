// @ts-check
// Sentry's data categories, under which items are limited and counted.
// https://develop.sentry.dev/sdk/expected-features/rate-limiting/#definitions
import { includes } from '../builtins/lists.js'

/** The categories of what a page sends. */
const NAMES = ['error', 'session', 'transaction', 'feedback', 'span']

/** The category of a name; `unknown` if pages send nothing of it. @param {string} name */
export const categoryNamed = (name) => (includes(NAMES, name) ? name : 'unknown')

/** The category of an item's type: all types but that of events have the same name as their category. @param {string} type */
export const categoryOf = (type) => categoryNamed(type === 'event' ? 'error' : type)
