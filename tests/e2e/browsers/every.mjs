// @ts-check
// The three browsers behind one small face: what all of their drivers can do.
import * as chromium from './chromium.mjs'
import * as firefox from './firefox.mjs'
import * as webkit from './webkit.mjs'

/**
 * @typedef {object} Browser
 * @property {'chromium' | 'firefox' | 'webkit'} name
 * @property {string} version
 * @property {() => Promise<Page>} newPage with cookies and storage of its own
 * @property {() => Promise<void>} close ends every process of the browser
 */

/**
 * @typedef {object} Page
 * @property {(url: string) => Promise<void>} goto resolves at the page's `load`
 * @property {(source: string) => Promise<any>} evaluate runs the body of an async function; what it returns, as JSON
 * @property {(selector: string) => Promise<void>} click as a user does: the events are trusted
 * @property {(selector: string, text: string) => Promise<void>} type key by key; the events are trusted
 * @property {() => Promise<Page>} [newTab] with the cookies and the storage of this page; not in WebKitGTK, whose
 *   driver has one page
 * @property {(isOffline: boolean) => Promise<void>} [setOffline] as if the network were gone; not in WebKitGTK
 * @property {(rate: number) => Promise<void>} [setSlowdown] as if the processor were so many times slower; in Chromium alone
 * @property {() => Promise<void>} close
 */

/** @type {Record<Browser['name'], () => Promise<Browser>>} */
export const launchers = { chromium: chromium.launch, firefox: firefox.launch, webkit: webkit.launch }
