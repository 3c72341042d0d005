doneOn('error')
throw new Error()
