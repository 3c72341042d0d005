doneOn('error')
throw 'no gate'
