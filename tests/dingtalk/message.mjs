// @ts-check
// The messages that a robot takes, by type, and what each shows.
// https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages

/** @typedef {{ title: string, url: string, picture?: string }} Link */
/**
 * What the group sees: `title` in the notification (of a link also in the message), `text` in the message, and who is
 * called: those that stand in `at` and, with an `@`, in the text.
 * @typedef {{ msgtype: string, title: string, text: string, links: Link[], mentions: string[], mentionsAll: boolean }} Shown
 */
/** @typedef {{ errcode: number, errmsg: string }} Refusal */

/** Most people that one message calls. */
const MAX_MENTIONS = 50

/** @param {any} json the body @returns {Shown | Refusal} */
export function shown(json) {
  if (!json || !Object.hasOwn(READERS, json.msgtype))
    return { errcode: 400105, errmsg: 'unsupported msgtype' }
  const read = READERS[/** @type {keyof typeof READERS} */ (json.msgtype)]
  const content = json[json.msgtype]
  const found = content && typeof content === 'object' ? read(content) : undefined
  // A real robot names the parameter that is missing; which number it says for each is not documented.
  if (!found || [found.text, ...found.links.map(({ title }) => title)].some((text) => !isText(text)))
    return { errcode: 40035, errmsg: `missing parameter of ${json.msgtype}` }
  if (found.links.some(({ url }) => !isLink(url)))
    return { errcode: 40035, errmsg: `invalid link of ${json.msgtype}` }
  return { msgtype: json.msgtype, ...found, ...calls(json.at, found.text) }
}

/** By type: what is shown; none if a part is missing. */
const READERS = {
  text: (content) => ({ title: '', text: content.content, links: [] }),
  markdown: (content) => isText(content.title) && { title: content.title, text: content.text, links: [] },
  link: ({ title, text, messageUrl, picUrl }) =>
    isText(title) && { title, text, links: [{ title, url: messageUrl, picture: picUrl || undefined }] },
  actionCard: ({ title, text, singleTitle, singleURL, btns }) =>
    isText(title) && {
      title,
      text,
      links:
        singleTitle !== undefined || singleURL !== undefined
          ? [{ title: singleTitle, url: singleURL }]
          : list(btns).map((button) => ({ title: button?.title, url: button?.actionURL })),
    },
  feedCard: ({ links }) =>
    list(links).every((link) => isLink(link?.picURL)) && {
      title: '',
      text: list(links)
        .map((link) => String(link.title))
        .join('\n'),
      links: list(links).map(({ title, messageURL, picURL }) => ({
        title,
        url: messageURL,
        picture: picURL,
      })),
    },
}

/** A name in `at` alone calls nobody, nor does one in the text alone. */
function calls(/** @type {any} */ at, /** @type {string} */ text) {
  const names = [...list(at?.atMobiles), ...list(at?.atUserIds)].slice(0, MAX_MENTIONS).map(String)
  return { mentions: names.filter((name) => text.includes(`@${name}`)), mentionsAll: at?.isAtAll === true }
}

const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : [])
const isText = (/** @type {unknown} */ value) => typeof value === 'string' && value.trim() !== ''
const isLink = (/** @type {unknown} */ value) =>
  typeof value === 'string' && /^(https?|dingtalk):\/\/\S+$/.test(value)
