let calls = 0
const listener = () => calls++
document.body.addEventListener('click', listener)
Balefire.init({ dsn: DSN })
document.body.addEventListener('click', listener)
document.body.click()
document.body.removeEventListener('click', listener)
document.body.click()
done(calls)
