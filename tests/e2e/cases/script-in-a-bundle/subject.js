doneOn('error')
queueMicrotask(() => {
  throw new Error('seen')
})
