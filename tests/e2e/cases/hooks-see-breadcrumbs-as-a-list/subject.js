const lengths = []
Balefire.init({
  dsn: DSN,
  integrations: [
    Balefire.breadcrumbsIntegration?.({ sentry: false }),
    {
      name: 'Looks',
      processEvent(event, _hint, client) {
        lengths.push(event.breadcrumbs?.length, client === Balefire.getClient())
        return event
      },
    },
  ],
  beforeSend(event) {
    event.breadcrumbs = (event.breadcrumbs || []).filter((b) => b.category !== 'noise')
    for (const crumb of event.breadcrumbs) crumb.message += '!'
    return event
  },
})
Balefire.addBreadcrumb({ category: 'noise', message: 'a' })
Balefire.addBreadcrumb({ category: 'step', message: 'b' })
Balefire.captureException(new Error('kept'))
Balefire.flush().then(() => done(lengths))
