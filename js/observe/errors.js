// @ts-check
/** Most browsers begin the message with this, and some with the type. */
const MESSAGE = /^(?:uncaught (?:exception: )?)?(?:(\w*Error): )?(.*)$/is

/** @type {((event: ErrorEvent, now?: number) => void) | undefined} */
let onError
/** @type {((event: PromiseRejectionEvent, now?: number) => void) | undefined} */
let onRejection

/**
 * Listens to errors and rejections that nobody handled.
 * @param {import('../recorder.js').Recorder} recorder
 */
export function observeErrors(recorder) {
  // Chromium keeps 10 frames unless told otherwise; Safari and Firefox keep more.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit ?? 50, 50)
  onError = ({ error, message, filename, lineno, colno }, now) => {
    const [, type, value] = MESSAGE.exec(message) ?? []
    // Without the error itself (`Script error.`, or something thrown that is none), the event is all there is.
    const described = error?.stack ? undefined : [type || 'Error', value, '', filename, lineno, colno]
    recorder.capture({ mechanism: 'onerror', thrown: error, described }, now)
  }
  onRejection = ({ reason }, now) => {
    const described =
      Object(reason) === reason
        ? undefined
        : [
            'UnhandledRejection',
            `Non-Error promise rejection captured with value: ${String(reason)}`,
            '',
            '',
            '',
            '',
          ]
    recorder.capture({ mechanism: 'onunhandledrejection', thrown: reason, described }, now)
  }
  const listener = (/** @type {any} */ event) => replay(event)
  addEventListener('error', listener)
  addEventListener('unhandledrejection', listener)
  return () => {
    removeEventListener('error', listener)
    removeEventListener('unhandledrejection', listener)
    onError = onRejection = undefined
  }
}

/** Handles an event now that may have been buffered before. @param {any} event @param {number} [now] */
export function replay(event, now) {
  try {
    if (event.type === 'error') onError?.(event, now)
    else onRejection?.(event, now)
  } catch {}
}
