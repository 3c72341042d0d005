doneOn('unhandledrejection')
Promise.reject()
