doneOn('unhandledrejection')
Promise.reject('no gate')
