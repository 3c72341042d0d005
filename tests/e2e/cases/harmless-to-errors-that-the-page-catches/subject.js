const thrown = Object.freeze({ code: 7 })
const told = []
window.onerror = () => told.push('onerror') && true
document.body.addEventListener('click', () => {
  throw thrown
})
addEventListener('error', (event) => {
  told.push(event.error === thrown, event.defaultPrevented)
  setTimeout(() => done(told))
})
document.body.click()
