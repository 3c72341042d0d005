// @ts-check
/** Whether the page is being left, or may be: there may be no later. */
export const isLeft = () => globalThis.document?.visibilityState === 'hidden'
