/** Put in by the build: the core, deflated, as base64. */
declare module 'balefire:core' {
  const packed: string
  export default packed
}
