let calls = 0
const listener = () => calls++
for (const options of [undefined, true]) {
  document.body.addEventListener('click', listener, options)
  document.body.addEventListener('click', listener, options)
  document.body.removeEventListener('click', listener, options)
}
document.body.click()
done(calls)
