throw new Error('foreign')
