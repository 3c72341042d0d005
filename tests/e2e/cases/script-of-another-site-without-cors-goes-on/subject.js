// The SDK itself comes from another site, and its tag does not say crossorigin.
const tag = document.createElement('script')
Object.assign(tag, { src: new URL('/balefire.min.js', OTHER_SITE).href })
tag.dataset.dsn = DSN
tag.onload = () => {
  doneOn('error')
  setTimeout(() => {
    throw new Error('seen all the same')
  })
}
document.head.append(tag)
