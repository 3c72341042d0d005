doneOn('error')
document.body.addEventListener('click', function clicked() {
  throw new Error('in a listener')
})
document.body.click()
