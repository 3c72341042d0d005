import Shop from './shop-view.js'

// Rendered at each request, so that the module is evaluated by the running server too.
export const dynamic = 'force-dynamic'

export default function Page() {
  return <Shop />
}
