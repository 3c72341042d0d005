// @ts-check
// Slow on purpose: each button moves one metric. The values beside are the browser's own, without Balefire.

/** The largest good value and the largest one that is not poor: https://web.dev/articles/vitals */
const LIMITS = { lcp: [2500, 4000], cls: [0.1, 0.25], inp: [200, 500], fcp: [1800, 3000], ttfb: [800, 1800] }
const SLOW_IMAGE = 'slow-image'
const LAMPS = 5

on('image', () => {
  location.search = SLOW_IMAGE
})
on('shift', () => void setTimeout(showBanner, 1000))
on('handler', () => block(400))
on('route', () => void nextLamp())

// The largest paint counts until the first click, so the image is late on a page that was just loaded.
if (location.search.includes(SLOW_IMAGE)) setTimeout(showImage, 3000)
addEventListener('hashchange', showLamp)
showLamp()
observe()

/** @param {string} id @param {() => void} act */
function on(id, act) {
  document.getElementById(id)?.addEventListener('click', act)
}

/** Browsers take no image of a few bytes for the largest paint, so this one has a thousand stars. */
function showImage() {
  const canvas = document.createElement('canvas')
  canvas.width = 1440
  canvas.height = 720
  const context = canvas.getContext('2d')
  if (!context) return
  context.fillStyle = '#191620'
  context.fillRect(0, 0, canvas.width, canvas.height)
  for (let star = 0; star < 1000; star++) {
    context.fillStyle = `hsl(${30 + 30 * Math.random()} 90% ${60 + 35 * Math.random()}%)`
    const size = 1 + 5 * Math.random()
    context.fillRect(canvas.width * Math.random(), canvas.height * Math.random(), size, size)
  }
  canvas.toBlob((blob) => {
    if (!blob) return
    const image = document.createElement('img')
    image.src = URL.createObjectURL(blob)
    image.alt = 'A night sky, late'
    image.className = 'late'
    document.getElementById('late')?.append(image)
    document.body.classList.add('late-sky')
  })
}

function showBanner() {
  const banner = document.createElement('p')
  banner.className = 'banner'
  banner.textContent = 'Lamp oil: three for two, today only.'
  document.getElementById('banner')?.append(banner)
}

/** @param {number} ms */
function block(ms) {
  const begin = performance.now()
  while (performance.now() - begin < ms);
}

async function nextLamp() {
  const lamp = (Number(location.hash.split('/').at(-1)) % LAMPS) + 1
  history.pushState(null, '', `#/lamps/${lamp || 1}`)
  showLamp()
  await fetch(`flame.svg?lamp=${lamp || 1}`)
}

function showLamp() {
  const route = document.getElementById('lamp')
  if (route) route.textContent = location.hash.slice(1) || 'All lamps'
}

/** @param {keyof LIMITS} name @param {number} value */
function show(name, value) {
  const place = document.getElementById(name)
  if (!place) return
  const [good = 0, fair = 0] = LIMITS[name]
  place.textContent = name === 'cls' ? value.toFixed(3) : `${Math.round(value)} ms`
  place.className = value <= good ? 'good' : value <= fair ? 'fair' : 'poor'
}

function observe() {
  /** Shifts within five seconds, with less than a second between two: https://web.dev/articles/cls */
  let burst = { sum: 0, first: 0, last: 0 }
  let worst = 0
  let slowest = 0
  watch('largest-contentful-paint', (entry) => show('lcp', entry.startTime))
  watch('paint', (entry) => entry.name === 'first-contentful-paint' && show('fcp', entry.startTime))
  watch('navigation', (entry) => show('ttfb', entry.responseStart))
  if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) show('cls', 0)
  watch('layout-shift', (entry) => {
    if (entry.hadRecentInput) return
    const { startTime: at, value } = entry
    const isSame = at - burst.last < 1000 && at - burst.first < 5000
    burst = isSame ? { ...burst, sum: burst.sum + value, last: at } : { sum: value, first: at, last: at }
    worst = Math.max(worst, burst.sum)
    show('cls', worst)
  })
  watch('event', (entry) => {
    if (!entry.interactionId || entry.duration < slowest) return
    slowest = entry.duration
    show('inp', slowest)
  })
}

/** @param {string} type @param {(entry: any) => void} act */
function watch(type, act) {
  const observer = new PerformanceObserver((list) => list.getEntries().forEach(act))
  const options = { type, buffered: true, durationThreshold: 40 }
  observer.observe(options)
}
