// @ts-check
/** Whether the page is hidden: browsers may end a hidden page at any time. */
export const isPageHidden = () => globalThis.document?.visibilityState === 'hidden'
