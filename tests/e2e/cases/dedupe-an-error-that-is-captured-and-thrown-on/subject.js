doneOn('error')
const error = new Error('once')
Balefire.captureException(error)
throw error
