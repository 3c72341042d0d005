// @ts-check
/** Web vitals of a page that is left before the performance stage is there, as attributes of its page load. @returns {Record<string, number | string>} */
export const earlyVitals = () => ({})
