// Functions with Balefire's names, in the shapes that its builds have: they are not the page's.
const names = { balefireWrapped: (f) => f() }

function captureMessage() {
  return new Error('made by captureMessage')
}
function balefireWrapped(f) {
  return f()
}
globalThis.Balefire = { captureMessage, captureException: () => new Error('made by captureException') }

function page() {
  throw Balefire.captureMessage('x')
}
function fail() {
  throw new Error('in a watched callback')
}

run({
  'a message': page,
  'an exception': () => {
    throw Balefire.captureException()
  },
  'an event, by the method of an object': () => {
    throw { captureEvent: () => new Error('made by captureEvent') }.captureEvent()
  },
  'watched callback': () => balefireWrapped(fail),
  'watched callback, method of an object': () => names.balefireWrapped(fail),
  'watched callback, method of an object with others': () => [1].map(() => names.balefireWrapped(fail)),
})
