// @ts-check

/** The addresses of the wasm files that the page has loaded, without the core of the SDK. */
export const loadedFiles = () => [
  ...new Set(
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => /\.wasm\b/.test(name) && !/\/balefire_bg\.wasm\b/.test(name)),
  ),
]
