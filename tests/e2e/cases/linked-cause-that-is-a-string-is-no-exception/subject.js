doneOn('error')
throw new Error('outer', { cause: 'a word' })
