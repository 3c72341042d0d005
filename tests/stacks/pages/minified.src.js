// Bundled into one line by esbuild, as an app is.
function invariant(code) {
  throw new Error(
    `Minified React error #${code}; visit https://react.dev/errors/${code}?args[]=HTML&args[]= for the full message or use the non-minified dev environment for full errors and additional helpful warnings.`,
  )
}

class Component {
  render(props) {
    return props.items.map((item) => item.price.amount)
  }
}

const load = async (items) => {
  await undefined
  return new Component().render({ items })
}

run({
  'React error': () => invariant(418),
  'method of a class': () => new Component().render({ items: [{}] }),
  'async arrow': () => load([{}]),
})
