let failures = 0
addEventListener('error', () => ++failures === 2 && done())
const xhr = new XMLHttpRequest()
xhr.open('GET', '/ok')
xhr.addEventListener('load', () => {
  throw new Error('of a listener')
})
xhr.onreadystatechange = () => {
  if (xhr.readyState === 4) throw new Error('of a handler')
}
xhr.send()
