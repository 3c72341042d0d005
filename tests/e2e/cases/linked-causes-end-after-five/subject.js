doneOn('error')
let error
for (let n = 9; n >= 0; n--) error = new Error(`number ${n}`, { cause: error })
throw error
