dispatchEvent(
  new ErrorEvent('error', { message: 'ResizeObserver loop completed with undelivered notifications.' }),
)
Balefire.captureException(new TypeError('Cannot redefine property: googletag'))
done()
