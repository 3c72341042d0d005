document.body.innerHTML = '<input id="name" placeholder="Your name">'
document.querySelector('input').addEventListener('input', ({ target }) => {
  if (target.value !== 'abc') return
  Balefire.captureMessage('typed')
  done()
})
