import { open } from './shop.ts'

open()
