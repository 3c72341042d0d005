// @ts-check
/** Whether the server of an address has announced batches before it was asked. The script tag has `script_announced.js` in the place of this file. @param {string} _url */
export const isAnnounced = (_url) => false
