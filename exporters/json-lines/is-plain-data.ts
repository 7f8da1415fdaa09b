/**
 * Tells whether JSON writes a value as it is, and not too long: texts, finite numbers, booleans, `null`, plain objects
 * and arrays, of at most `maxLength` UTF-16 code units together. So are the events that our own records become.
 */
export function isPlainData(value: unknown, maxLength: number): boolean {
  try {
    return fits(value, { left: maxLength })
  } catch {
    // A getter that throws, or a cycle.
    return false
  }
}

function fits(value: unknown, budget: { left: number }): boolean {
  switch (typeof value) {
    case 'string':
      return (budget.left -= value.length + 1) > 0
    case 'number':
      return (budget.left -= 1) > 0 && Number.isFinite(value)
    case 'boolean':
      return (budget.left -= 1) > 0
    case 'object':
      return (budget.left -= 1) > 0 && (value === null || holdsPlainData(value, budget))
    default:
      return false
  }
}

function holdsPlainData(value: object, budget: { left: number }): boolean {
  if (Array.isArray(value)) return value.every((item) => fits(item, budget))
  if (Object.getPrototypeOf(value) !== Object.prototype || 'toJSON' in value) return false
  for (const key of Object.keys(value)) {
    budget.left -= key.length
    if (!fits((value as Record<string, unknown>)[key], budget)) return false
  }
  return true
}
