doneOn('error')
throw new ErrorEvent('error', { error: new RangeError('in an event'), message: 'around it' })
