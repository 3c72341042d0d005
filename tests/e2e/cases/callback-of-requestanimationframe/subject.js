doneOn('error')
requestAnimationFrame(() => {
  throw new Error('in a frame')
})
