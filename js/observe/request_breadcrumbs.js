// @ts-check
import { noteFailure } from './failed_requests.js'
import { onFetch } from './instrument/fetch.js'
import { onXhr } from './instrument/xhr.js'

/** Requests of another copy of the SDK. */
export const OF_SDK = /[?&]sentry_key=/

/** @param {string} category @param {string} method @param {string} url @param {number | undefined} status undefined without a response */
const breadcrumbOf = (category, method, url, status) => {
  const rank = status ?? 500
  return {
    type: 'http',
    category,
    level: rank >= 500 ? 'error' : rank >= 400 ? 'warning' : undefined,
    data: { method, url, ...(status !== undefined && { status_code: status }) },
  }
}

/** The page's `fetch` becomes breadcrumbs. @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb */
export const observeFetch = (addBreadcrumb) =>
  onFetch({
    end({ method, url, args }, response, /** @type {any} */ error) {
      if (!OF_SDK.test(url))
        addBreadcrumb(breadcrumbOf('fetch', method, url, response?.status), {
          input: args,
          response,
          data: error,
        })
      if (error) noteFailure(error, url)
    },
  })

/** The page's XMLHttpRequests become breadcrumbs. @param {import('../recorder/add_breadcrumb.js').AddBreadcrumb} addBreadcrumb */
export const observeXhr = (addBreadcrumb) =>
  onXhr({
    end({ method, url, xhr, body }) {
      if (!OF_SDK.test(url)) addBreadcrumb(breadcrumbOf('xhr', method, url, xhr.status), { xhr, input: body })
    },
  })
