doneOn('error')
throw Object.assign(new Error('bare'), { stack: undefined })
