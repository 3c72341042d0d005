setTimeout(() => {
  throw new Error('in worker')
}, 50)
