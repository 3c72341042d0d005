doneOn('error')
const timer = setInterval(() => {
  clearInterval(timer)
  throw new Error('in an interval')
})
