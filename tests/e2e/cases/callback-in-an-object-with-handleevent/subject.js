doneOn('error')
const listener = {
  handleEvent() {
    throw new Error(`in an object, and this is ${this === listener}`)
  },
}
document.body.addEventListener('click', listener)
document.body.click()
