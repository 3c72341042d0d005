// @ts-check
// What a page that uses Sentry bundles: as little as the bench calls, so that the bundler can leave out the rest.
export { addBreadcrumb, captureException, flush, init } from '@sentry/browser'
