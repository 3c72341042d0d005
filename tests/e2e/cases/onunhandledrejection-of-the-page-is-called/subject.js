const calls = []
const mine = ({ reason }) => void calls.push(reason.message)
window.onunhandledrejection = mine
Balefire.init({ dsn: DSN })
addEventListener('unhandledrejection', () => done({ isMine: window.onunhandledrejection === mine, calls }))
Promise.reject(new Error('told twice'))
