// @ts-check
// Before script.js, which copies the public API.
import { publicApi } from './api/public_api.js'
import * as tracing from './package_tracing.js'

Object.assign(publicApi, tracing)
