doneOn('unhandledrejection')
Promise.reject(new Error('left alone'))
