// As some promise libraries do: https://github.com/petkaantonov/bluebird
doneOn('unhandledrejection')
const reason = new RangeError('in the detail')
dispatchEvent(new CustomEvent('unhandledrejection', { detail: { promise: Promise.resolve(), reason } }))
