// The folder lies inside another project, whose lock file Next.js would take for its own.
export default { turbopack: { root: import.meta.dirname }, outputFileTracingRoot: import.meta.dirname }
