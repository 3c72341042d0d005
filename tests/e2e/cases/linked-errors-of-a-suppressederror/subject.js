doneOn('error')
const both = { error: new Error('while closing'), suppressed: new TypeError('before') }
// Not in every browser: https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/SuppressedError
const Made = globalThis.SuppressedError ?? Error
throw Object.assign(new Made('', '', 'twice'), { name: 'SuppressedError', message: 'twice', ...both })
