doneOn('unhandledrejection')
Promise.reject(Symbol('gate'))
