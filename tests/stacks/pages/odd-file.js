function oddly() {
  throw new Error('at an odd place')
}
try {
  oddly()
} catch (error) {
  record(document.currentScript.dataset.name, error)
}
