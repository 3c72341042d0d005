// @ts-check
// The fake robot's group chat, as a page. Markdown is rendered minimally, after everything was escaped.

/** The page. */
export function chat(/** @type {import('./robot.mjs').Message[]} */ messages) {
  const rows = messages.map(bubble).join('\n') || '<p class="empty">No message yet.</p>'
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3">
<title>Group chat (${messages.length})</title>
<style>${STYLE}</style>
<header><b>On call</b> <span>${messages.length} message${messages.length === 1 ? '' : 's'} · fake DingTalk robot</span></header>
<main>${rows}</main>
</html>`
}

/** DingTalk's markdown as HTML: headings, bold, links to http(s), lists; nothing else. */
export function markdown(/** @type {string} */ text) {
  return text
    .split(/\n{2,}/)
    .map(block)
    .join('\n')
}

function block(/** @type {string} */ text) {
  const heading = /^(#{1,6}) (.*)$/s.exec(text)
  // The page has a heading of its own, so the chat's begin lower.
  if (heading) return `<h3 class="h${heading[1].length}">${inline(heading[2])}</h3>`
  const lines = text.split('\n')
  if (lines.every((line) => /^[-*] /.test(line)))
    return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`
  // One newline is none, as in DingTalk, unless two spaces stand before it.
  return `<p>${inline(text).replace(/ {2}\n/g, '<br>')}</p>`
}

function inline(/** @type {string} */ text) {
  return escapeHtml(text)
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/\[([^\]]*)\]\((https?:\/\/[^\s)]+)\)/g, '<a href="$2" rel="noreferrer">$1</a>')
    .replace(/(^|\s)(@[\w+-]+)/g, '$1<i>$2</i>')
}

function bubble(/** @type {import('./robot.mjs').Message} */ message) {
  const time = new Date(message.at).toISOString()
  const isMarkdown = message.msgtype === 'markdown' || message.msgtype === 'actionCard'
  const text = isMarkdown ? markdown(message.text) : `<p class="plain">${escapeHtml(message.text)}</p>`
  const links = message.links.map(
    ({ title, url }) =>
      `<a class="button" href="${escapeHtml(url)}" rel="noreferrer">${escapeHtml(title)}</a>`,
  )
  return `<article><div class="face" aria-hidden="true">B</div><div>
<div class="who">Balefire <span>robot</span> <time datetime="${time}">${time.slice(11, 19)}</time></div>
<div class="bubble">${message.msgtype === 'feedCard' ? '' : text}${links.join('\n')}</div>
<div class="line">notification: ${escapeHtml(message.title)}</div></div></article>`
}

function escapeHtml(/** @type {string} */ text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (c) => entities[/** @type {keyof typeof entities} */ (c)])
}

const STYLE = `
:root { color-scheme: light dark; --page: #eef1f5; --card: #fff; --ink: #1c2430; --soft: #667085; --accent: #1a6dff; --line: #d9dee7 }
@media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1d232c; --ink: #e7ebf1; --soft: #93a0b3; --accent: #79aaff; --line: #2b333f } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
header { position: sticky; top: 0; padding: 12px 20px; background: var(--card); border-bottom: 1px solid var(--line) }
header span, .who span, time, .line, .empty { color: var(--soft); font-size: 12px }
main { max-width: 720px; margin: 0 auto; padding: 20px 16px 48px }
article { display: grid; grid-template-columns: 40px minmax(0, 1fr); gap: 12px; margin-bottom: 20px }
.face { width: 40px; height: 40px; border-radius: 10px; background: #d97706; color: #fff; font-weight: 700; display: grid; place-items: center }
.who { font-size: 13px; margin-bottom: 4px }
.who span { border: 1px solid var(--line); border-radius: 4px; padding: 0 5px }
.bubble { display: inline-block; max-width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 4px 14px 14px; padding: 12px 16px }
.bubble h3 { margin: 0 0 8px; font-size: 17px; line-height: 1.35 } .bubble p { margin: 4px 0 } .bubble ul { margin: 4px 0; padding-left: 20px }
.bubble b { font-weight: 600 } .bubble p b { color: var(--soft) } .bubble i { font-style: normal; color: var(--accent) }
a { color: var(--accent) } .plain { white-space: pre-wrap }
.button { display: block; border-top: 1px solid var(--line); padding: 8px 0 0; margin-top: 8px; text-align: center }
 .line { margin-top: 4px }`
