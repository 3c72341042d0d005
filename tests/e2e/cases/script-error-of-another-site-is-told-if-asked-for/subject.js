doneOn('error')
Balefire.init({ dsn: DSN, integrations: (all) => all.filter(({ name }) => name !== 'EventFilters') })
document.body.append(Object.assign(document.createElement('script'), { src: `${OTHER_SITE}foreign.js` }))
