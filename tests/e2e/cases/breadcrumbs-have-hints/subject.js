document.body.innerHTML = '<button id="save" data-name="Save all">x</button>'
Balefire.init({
  dsn: DSN,
  beforeBreadcrumb(breadcrumb, hint) {
    if (typeof breadcrumb.timestamp !== 'number') return null
    if (breadcrumb.category === 'ui.click') breadcrumb.message = hint.event.target.dataset.name
    if (breadcrumb.category === 'fetch') breadcrumb.data.kind = hint.response?.headers.get('content-type')
    if (breadcrumb.category === 'fetch') breadcrumb.data.input = hint.input[0]
    if (breadcrumb.category === 'xhr') breadcrumb.data.text = hint.xhr.responseText
    if (breadcrumb.category === 'console') breadcrumb.data.count = hint.input[1].list.length + hint.level
    return breadcrumb
  },
})
document.querySelector('#save').onclick = async () => {
  console.warn('answer', { status: 500, body: { code: 'E7' }, list: [1, 2] })
  await fetch('/ok')
  await new Promise((loaded) => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/ok')
    xhr.onload = loaded
    xhr.send()
  })
  Balefire.captureMessage('look')
  done()
}
