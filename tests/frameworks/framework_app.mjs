// @ts-check
// The page of `tests/frameworks`.

/** @param {{ dsn: string, release: string }} told */
export const pageOf = ({ dsn, release }) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>A shop</title>
<meta name="dsn" content="${dsn}"><meta name="release" content="${release}">
<script type="module">import init from './app.js'; init()</script>
</head>
<body></body>
</html>`
