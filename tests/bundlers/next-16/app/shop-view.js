'use client'

import { useEffect } from 'react'
import { isReporting, open } from '../shop.js'

export default function Shop() {
  useEffect(open, [])
  return <p suppressHydrationWarning>{isReporting ? 'reporting' : 'not reporting'}</p>
}
