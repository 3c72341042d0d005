const beforeBreadcrumb = (crumb, hint) =>
  crumb.category === 'console' ? null : { ...crumb, message: `${crumb.message}, ${hint?.how}` }
Balefire.init({ dsn: DSN, beforeBreadcrumb })
console.log('dropped')
Balefire.addBreadcrumb({ message: 'kept' }, { how: 'changed' })
Balefire.captureMessage('now')
done()
