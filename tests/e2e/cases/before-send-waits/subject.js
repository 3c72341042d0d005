const beforeSend = async (event) => {
  const answer = await fetch('/ok')
  return { ...event, tags: { answer: await answer.text() } }
}
Balefire.init({ dsn: DSN, beforeSend })
Balefire.captureMessage('later')
done()
