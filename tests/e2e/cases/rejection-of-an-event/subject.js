doneOn('unhandledrejection')
Promise.reject(new Event('shut'))
