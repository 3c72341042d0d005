Balefire.init({ dsn: DSN, integrations: (all) => all.filter(({ name }) => name !== 'EventFilters') })
doneOn('error')
document.body.append(Object.assign(document.createElement('script'), { src: `${OTHER_SITE}foreign.js` }))
