setTimeout(function boom() {
  throw new Error('under trusted types')
}, 100)
addEventListener('error', () => {
  const whenThere = () => (Balefire.flush?.name === 'flush' ? done() : setTimeout(whenThere))
  whenThere()
})
