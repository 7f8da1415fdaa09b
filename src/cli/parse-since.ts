const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads a point in time: `15m` (ago; also `s`, `h`, `d`), a date, or ISO 8601. What names no zone is UTC, as all
 * times are that smonitor prints.
 *
 * @returns ISO 8601 in UTC, with milliseconds; `undefined` when it is none of these.
 */
export function parseSince(text: string, nowMs: number): string | undefined {
  const ago = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text)
  if (ago !== null) return toIso(nowMs - Number(ago[1]) * (UNITS_MS[ago[2] ?? ''] ?? NaN))
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text)
  if (iso === null) return undefined
  const [, day, time = '00:00', zone = 'Z'] = iso
  return toIso(Date.parse(`${day}T${time}${zone.toUpperCase()}`))
}

function toIso(ms: number): string | undefined {
  const date = new Date(ms)
  // Before the year 0 the text begins with a sign, and no longer sorts as time goes.
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 ? undefined : date.toISOString()
}
