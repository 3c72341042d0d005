doneOn('error')
document.body.append(Object.assign(document.createElement('script'), { src: `${OTHER_SITE}foreign.js` }))
