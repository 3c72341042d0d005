// Scripts that came from no server.
const text = (name) => `function fail() { throw new Error('by no server') }
try { fail() } catch (error) { parent.record(${JSON.stringify(name)}, error) }`

const script = (src) =>
  new Promise((done) => {
    const element = document.createElement('script')
    element.onload = done
    element.src = src
    document.head.append(element)
  })

const frame = (srcdoc) =>
  new Promise((done) => {
    const element = document.createElement('iframe')
    element.onload = () => done(element)
    if (srcdoc) element.srcdoc = srcdoc
    document.body.append(element)
  })

const blob = (name) => URL.createObjectURL(new Blob([text(name)], { type: 'text/javascript' }))

async function all() {
  await script(blob('blob script'))
  await script(`data:text/javascript,${encodeURIComponent(text('data script'))}`)
  await script(`data:text/javascript;base64,${btoa(text('data script in base64'))}`)
  await import(blob('blob module'))
  await import(`data:text/javascript,${encodeURIComponent(text('data module'))}`)
  await frame(`<script>${text('srcdoc')}<${'/'}script>`)
  const { contentDocument } = await frame()
  const element = contentDocument.createElement('script')
  element.textContent = text('about:blank')
  contentDocument.body.append(element)
}

all().then(() => {
  isDone = true
})
