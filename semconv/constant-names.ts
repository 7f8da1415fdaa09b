/** Names the constant of an attribute: `smonitor.run.id` becomes `ATTR_SMONITOR_RUN_ID`. */
export function attributeConstant(key: string): string {
  return `ATTR_${upper(key)}`
}

/** Names the constant of an allowed value: `smonitor.profile` and `qa` become `SMONITOR_PROFILE_VALUE_QA`. */
export function valueConstant(key: string, id: string): string {
  return `${upper(key)}_VALUE_${upper(id)}`
}

/** Names the constant of an event: `smonitor.signal.slow` becomes `EVENT_SMONITOR_SIGNAL_SLOW`. */
export function eventConstant(name: string): string {
  return `EVENT_${upper(name)}`
}

/** Names the constant of a metric: `smonitor.events` becomes `METRIC_SMONITOR_EVENTS`. */
export function metricConstant(name: string): string {
  return `METRIC_${upper(name)}`
}

function upper(name: string): string {
  return name.replaceAll('.', '_').toUpperCase()
}
