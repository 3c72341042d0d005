doneOn('error')
throw new Error('of this file')
