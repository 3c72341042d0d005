export function fail(message) {
  throw new Error(message)
}

export const later = async () => {
  await undefined
  fail('in another module')
}
