// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shown } from './message.mjs'

const URL_ = 'https://b.test/issues/7/'
const picture = 'https://b.test/p.png'

/** @param {string} name @param {object} body @param {object | number} expect what is shown, or the errcode */
const check = (name, body, expect) =>
  test(name, () => {
    const found = shown(body)
    if (typeof expect === 'number') return assert.equal('errcode' in found && found.errcode, expect)
    for (const [member, value] of Object.entries(expect))
      assert.deepEqual(found[/** @type {keyof typeof found} */ (member)], value)
  })

check(
  'link',
  { msgtype: 'link', link: { title: 't', text: 'x', messageUrl: URL_, picUrl: '' } },
  {
    title: 't',
    text: 'x',
    links: [{ title: 't', url: URL_, picture: undefined }],
  },
)
check('link without its address', { msgtype: 'link', link: { title: 't', text: 'x' } }, 40035)
check(
  'link to a script',
  { msgtype: 'link', link: { title: 't', text: 'x', messageUrl: 'javascript:1' } },
  40035,
)
check(
  'card with one button',
  { msgtype: 'actionCard', actionCard: { title: 't', text: 'x', singleTitle: 'Open', singleURL: URL_ } },
  { title: 't', text: 'x', links: [{ title: 'Open', url: URL_ }] },
)
check(
  'card with several buttons',
  {
    msgtype: 'actionCard',
    actionCard: {
      title: 't',
      text: 'x',
      btns: [
        { title: 'a', actionURL: URL_ },
        { title: 'b', actionURL: URL_ },
      ],
    },
  },
  { links: ['a', 'b'].map((title) => ({ title, url: URL_ })) },
)
check(
  'card whose button has no address',
  { msgtype: 'actionCard', actionCard: { title: 't', text: 'x', btns: [{ title: 'a' }] } },
  40035,
)
check(
  'feed card',
  { msgtype: 'feedCard', feedCard: { links: [{ title: 'a', messageURL: URL_, picURL: picture }] } },
  { text: 'a', links: [{ title: 'a', url: URL_, picture }] },
)
check(
  'feed card without a picture',
  { msgtype: 'feedCard', feedCard: { links: [{ title: 'a', messageURL: URL_ }] } },
  40035,
)
check('empty text', { msgtype: 'text', text: { content: ' ' } }, 40035)
check('no type', { msgtype: 'constructor' }, 400105)
check(
  'who is called stands in the text, too',
  { msgtype: 'text', text: { content: 'x @138' }, at: { atMobiles: ['138', '139'], atUserIds: ['u'] } },
  { mentions: ['138'], mentionsAll: false },
)
check(
  'everybody',
  { msgtype: 'text', text: { content: 'x' }, at: { isAtAll: true } },
  { mentions: [], mentionsAll: true },
)
