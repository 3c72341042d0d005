doneOn('error')
const xhr = new XMLHttpRequest()
xhr.open('GET', '/ok')
xhr.onload = function loaded() {
  throw new Error('in onload')
}
xhr.send()
