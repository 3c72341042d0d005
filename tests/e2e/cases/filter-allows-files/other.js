throw new Error('of another file')
