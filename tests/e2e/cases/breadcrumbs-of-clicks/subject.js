document.body.innerHTML = `<form id="buy"><p class="a  b"><button type="button" name="save"><b>Save</b></button></p></form>`
document.querySelector('button').addEventListener('click', () => {
  Balefire.captureMessage('clicked')
  done()
})
