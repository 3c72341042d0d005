// @ts-check
// What every subject is started with.
{
  /** @type {any} */
  const page = globalThis
  page.bench ??= {}

  /** @param {{ project: number, hasHooks?: boolean }} subject */
  page.bench.optionsOf = ({ project, hasHooks }) => ({
    dsn: `http://0123456789abcdef0123456789abcdef@${location.host}/${project}`,
    release: 'bench@1.0.0',
    // The bench's errors are alike, and that is no reason to drop them.
    integrations: (/** @type {{ name: string }[]} */ defaults) =>
      defaults.filter(({ name }) => name !== 'Dedupe'),
    ...(hasHooks && { beforeSend: (/** @type {object} */ event) => event }),
  })
}
