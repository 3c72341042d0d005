// @ts-check
/** The breadcrumb that later events have of this one. @param {any} event @param {any} thrown its last exception, if it has any */
export const breadcrumbOf = ({ type, event_id, level, message }, thrown) => ({
  category: `sentry.${type ?? 'event'}`,
  event_id,
  level,
  message: thrown?.type ? `${thrown.type}: ${thrown.value}` : message,
})
