// @ts-check
// Pages whose paints come in many ways.
/** @typedef {import('../cases.mjs').Case} Case */

const EVERY = /** @type {Case['browsers']} */ (['chromium', 'firefox', 'webkit'])
const PAINTS = /** @type {Case['browsers']} */ (['chromium', 'firefox'])
const later = (/** @type {string} */ act, /** @type {number} */ ms) =>
  `<script>setTimeout(() => { ${act} }, ${ms})</script>`
const insert = (/** @type {string} */ html) =>
  `document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(html)})`

/** @type {Case[]} */
export const PAINT_CASES = [
  { name: 'text alone', browsers: EVERY, isBrief: true, body: '<h1>A heading</h1><p>And a text.</p>' },
  { name: 'late document', browsers: EVERY, query: 'delay=300', body: '<p>A slow server.</p>' },
  {
    name: 'image',
    browsers: PAINTS,
    body: '<p>Text</p><img src="/image.png?w=300&h=200" width=300 height=200>',
  },
  {
    name: 'late image',
    browsers: PAINTS,
    isBrief: true,
    body: '<p>Text</p><img src="/image.png?w=400&h=300&delay=400" width=400 height=300>',
  },
  {
    name: 'image asked for late',
    browsers: PAINTS,
    body: `<p>Text</p>${later(insert('<img src="/image.png?w=400&h=300&delay=100" width=400 height=300>'), 300)}`,
    wait: 900,
  },
  {
    name: 'lazy image',
    browsers: PAINTS,
    body: '<p>Text</p><img loading=lazy src="/image.png?w=320&h=240&delay=100" width=320 height=240>',
  },
  {
    name: 'lazy image below the fold',
    body: '<p>Text</p><div style="height:9000px"></div><img loading=lazy src="/image.png?w=320&h=240" width=320 height=240>',
  },
  {
    name: 'background image',
    browsers: PAINTS,
    body: '<p>Text</p><div style="width:400px;height:300px;background:url(/image.png?w=400&h=300&delay=200)"></div>',
  },
  {
    name: 'poster of a video',
    browsers: PAINTS,
    body: '<p>Text</p><video width=400 height=300 poster="/image.png?w=400&h=300&delay=150"></video>',
  },
  {
    name: 'big text after a small one',
    browsers: PAINTS,
    body: `<p>Text</p>${later(insert(`<p style="font-size:40px">${'Many words. '.repeat(30)}</p>`), 200)}`,
  },
  {
    name: 'element that is removed after its paint',
    body: `<p>Text</p><img id=hero src="/image.png?w=400&h=300" width=400 height=300>${later('document.getElementById("hero").remove()', 500)}`,
  },
  {
    name: 'element without an id that is removed',
    body: `<p>Text</p><img src="/image.png?w=400&h=300" width=400 height=300>${later('document.images[0].remove()', 500)}`,
  },
  {
    name: 'font that comes late',
    body: '<style>@font-face { font-family: late; src: url(/image.png?delay=300); font-display: swap }</style><p style="font:30px late">Words in another font.</p>',
  },
  { name: 'page without a paint', browsers: EVERY, body: '', wait: 500 },
  {
    name: 'page of an empty canvas',
    browsers: PAINTS,
    body: '<canvas width=300 height=300></canvas>',
    wait: 500,
  },
  {
    name: 'style sheet that comes late',
    browsers: EVERY,
    body: '<link rel=stylesheet href="/text.css?delay=300"><p>Text</p>',
  },
  {
    name: 'script that blocks',
    browsers: EVERY,
    body: '<script src="/slow.js?delay=100&busy=150"></script><p>Text</p>',
  },
  {
    name: 'document written anew',
    body: `<p>Text</p>${later(`document.body.innerHTML = '<h1 style="font-size:90px">Another document</h1>'`, 150)}`,
  },
  {
    name: 'iframe with an image',
    body: `<p>Text</p><iframe width=500 height=400 srcdoc="<img src='/image.png?w=400&h=300' width=400 height=300>"></iframe>`,
  },
  {
    name: 'image that grows in an animation',
    body: `<style>@keyframes zoom { from { transform: scale(.2) } }</style><p>Text</p>
      <img style="animation: zoom .4s" src="/image.png?w=300&h=200" width=300 height=200>`,
  },
  {
    name: 'image with an address of data',
    body: `<p>Text</p><canvas id=c width=300 height=200 hidden></canvas><script>
      const context = c.getContext('2d')
      for (let x = 0; x < 300; x += 2) for (let y = 0; y < 200; y += 2) { context.fillStyle = 'hsl(' + (x * y) % 360 + ' 80% 50%)'; context.fillRect(x, y, 2, 2) }
      const image = new Image(300, 200); image.src = c.toDataURL(); document.body.append(image)</script>`,
  },
]
