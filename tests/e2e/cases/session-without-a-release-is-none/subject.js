addEventListener('load', () => setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(() => done())))
