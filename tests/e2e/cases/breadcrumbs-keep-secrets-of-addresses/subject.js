history.pushState({}, '', '?token=abc&page=2')
const xhr = new XMLHttpRequest()
xhr.open('GET', '/ok?api_key=abc&page=2')
xhr.send()
xhr.onloadend = async () => {
  await fetch('/ok?page=2&password=abc#x')
  Balefire.addBreadcrumb({ message: 'by hand', data: { password: 'abc', url: '/ok?session=abc&page=2' } })
  Balefire.captureMessage('now')
  done()
}
