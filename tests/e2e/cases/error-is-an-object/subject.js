doneOn('error')
throw { gate: 'north', code: 7 }
