importScripts('/record.js', '/wasm.js')
