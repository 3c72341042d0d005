const calls = []
const mine = (...args) => void calls.push([...args.slice(0, 4), args[4].message])
window.onerror = mine
Balefire.init({ dsn: DSN })
addEventListener('error', () => done({ isMine: window.onerror === mine, calls }))
throw new Error('told twice')
