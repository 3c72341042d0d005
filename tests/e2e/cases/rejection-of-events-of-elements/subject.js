const load = (tag, members) =>
  new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement(tag), members, { onload: done, onerror: fail }))
  })
load('script', { src: '/missing/map.js', id: 'map' })
load('link', { rel: 'stylesheet', href: '/missing/theme.css' })
Promise.reject(new CustomEvent('pay:failed', { detail: { code: 42 } }))
let count = 0
addEventListener('unhandledrejection', () => {
  if (++count === 3) done()
})
