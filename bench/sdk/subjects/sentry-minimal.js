// @ts-check
// Sentry's client with the fewest integrations that still report errors nobody caught, and causes.
import {
  BrowserClient,
  defaultStackParser,
  getCurrentScope,
  globalHandlersIntegration,
  linkedErrorsIntegration,
  makeFetchTransport,
} from '@sentry/browser'

export { addBreadcrumb, captureException, flush } from '@sentry/browser'

/** @param {{ dsn: string, release: string }} options */
export const init = ({ dsn, release }) => {
  const client = new BrowserClient({
    dsn,
    release,
    transport: makeFetchTransport,
    stackParser: defaultStackParser,
    integrations: [globalHandlersIntegration(), linkedErrorsIntegration()],
  })
  getCurrentScope().setClient(client)
  client.init()
}
