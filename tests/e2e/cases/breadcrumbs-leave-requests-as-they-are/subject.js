const go = async () => {
  const answer = await fetch(new URL('/ok?page=2', location), { method: 'POST', body: 'words' })
  const failed = await fetch('http://127.0.0.1:9/').catch((error) => error)
  Balefire.captureMessage('now')
  done([
    answer.status,
    await answer.text(),
    answer instanceof Response,
    failed.name,
    /127/.test(failed.message),
  ])
}
go()
