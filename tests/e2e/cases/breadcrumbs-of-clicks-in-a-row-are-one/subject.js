document.body.innerHTML = '<button>a</button><i>b</i>'
const [button, other] = document.body.children
for (const element of [button, button, other, button]) element.click()
Balefire.captureMessage('clicked')
done()
