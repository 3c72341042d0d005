doneOn('unhandledrejection')
Promise.reject({ gate: 'north', code: 7 })
