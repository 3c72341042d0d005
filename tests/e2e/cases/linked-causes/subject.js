doneOn('error')
const inner = new RangeError('inner')
const middle = new TypeError('middle', { cause: inner })
throw new Error('outer', { cause: middle })
