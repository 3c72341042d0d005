// @ts-check
// No SDK: what the page and the bench cost by themselves.
export const init = () => {}
export const captureException = () => {}
export const addBreadcrumb = () => {}
export const flush = () => Promise.resolve(true)
