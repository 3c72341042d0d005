// @ts-check
/** A clock whose timers fire when the time is set forward. */
export const fakeClock = (start = 0) => {
  let time = start
  /** @type {{ at: number, act: () => void }[]} */
  let timers = []
  return {
    now: () => time,
    timer: (/** @type {() => void} */ act, /** @type {number} */ ms) =>
      void timers.push({ at: time + ms, act }),
    count: () => timers.length,
    forward(/** @type {number} */ ms) {
      const until = time + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((one) => one !== next)
        time = Math.max(time, next.at)
        next.act()
      }
      time = until
    },
  }
}
