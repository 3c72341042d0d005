doneOn('error')
setTimeout(function knock() {
  throw new Error('in a timer')
})
