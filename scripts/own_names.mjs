// @ts-check
// Names of members that our own code alone knows: the built files have short ones in their place.
//
// A name is here if no page, no server, no stored record and no script of another build ever sees it. Each has a capital
// inside, as the wire has none (`event_id`), and tests/js/own_names.test.mjs says of each that it is no option, no name of
// the public API, of the crate or of the browser, no export of a file that is imported later, and in no text. A name that is missing here costs a few bytes, and no more.

/** The most used first: they get the shortest. */
export const OWN_NAMES = `
eventId ownEvent sendItem countLoss isBatching hasListener lastAnswer putBack dueAt isPageLoad onChange
codeLocation isBatch isInFlight isOwn noteBatching pageLoad panicLocation tellLosses withoutRecursion asThrown
chooseIntegrations isEmpty isHeld isHeldBack isReady isSkipping loadReporter loadWasmLookup makeStage2 onEnd releaseAll
skipNextError stopAll takeDistinct updateUser dueIn isDecided isHidden isSafe isSynthetic keepDuring
noteResponse ofInteraction onStart takeAll activeSegment addEntry childEnded childStarted countsRepeats endSegment hasTraces
isBrief isEnd isFailing isGroup isSoft isTracingSuppressed keepLeftOver lastChildEnd needsFrames newSpanId
isAwaited isOfWorker sendStored setSending startNavigation startSegment takeLosses takeReport waitOf workerReports
`
  .trim()
  .split(/\s+/)

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `A` to `Z`, then `AA`: nothing that we share with others has such a name. @param {number} at */
const shortName = (at) => (LETTERS[Math.floor(at / LETTERS.length) - 1] ?? '') + LETTERS[at % LETTERS.length]

/** The short name of each, as terser's cache of names has it: the same one in all files of a build. */
export const shortNames = () => ({
  props: { props: Object.fromEntries(OWN_NAMES.map((name, at) => [`$${name}`, shortName(at)])) },
})
