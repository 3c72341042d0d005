// What the performance stage makes, held against Sentry's own types; nothing here is run.
import type { SerializedStreamedSpan, SpanJSON, StreamedSpanJSON } from '@sentry/core'
import { typed } from '../../../js/on_demand/performance/attributes.js'
import { streamedSpan } from '../../../js/on_demand/performance/span_json.js'
import { spanJson } from '../../../js/on_demand/performance/transactions.js'

declare const note: Parameters<typeof streamedSpan>[0]
export const forBeforeSendSpan: StreamedSpanJSON = streamedSpan(note, {})
export const attribute: SerializedStreamedSpan['attributes'][string] | undefined = typed(note.attributes.any)
// An origin is a text of a certain form there.
const { origin: _, ...child } = spanJson(note)
export const inTransaction: Omit<SpanJSON, 'origin'> = child
