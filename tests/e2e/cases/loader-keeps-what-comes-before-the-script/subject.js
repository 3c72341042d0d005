Balefire.setTag?.('early', true)
addEventListener('load', () => {
  const whenThere = () => (Balefire.flush ? done() : setTimeout(whenThere))
  whenThere()
})
throw new Error('early')
