class GateError extends Error {
  name = 'GateError'
}
doneOn('error')
throw new GateError('rusty')
