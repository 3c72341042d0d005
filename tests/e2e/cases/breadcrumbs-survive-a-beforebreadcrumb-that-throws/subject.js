const beforeBreadcrumb = () => {
  throw new Error('of the hook')
}
Balefire.init({ dsn: DSN, beforeBreadcrumb })
console.log('the page goes on')
Balefire.addBreadcrumb({ message: 'and on' })
history.pushState({}, '', '?on')
Balefire.captureMessage('now')
done()
