doneOn('error')
throw undefined
