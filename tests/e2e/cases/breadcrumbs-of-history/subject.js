history.pushState({}, '', '/a?page=2#top')
history.replaceState({}, '', '/a?page=2#top')
history.replaceState({}, '', '/b')
addEventListener('popstate', () => {
  Balefire.captureMessage('now')
  done()
})
history.back()
