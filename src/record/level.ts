/** How serious a diagnostic is, from least to most. The API's own spelling. */
export type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal'

/** OpenTelemetry's short severity texts. */
export type SeverityText = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'

interface LevelNames {
  /** SeverityNumber of the OTel log data model. */
  readonly severityNumber: number
  readonly severityText: SeverityText
}

/**
 * Every level with its names, least serious first.
 *
 * Severity numbers: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber (v1.60)
 */
export const LEVELS: Readonly<Record<Level, LevelNames>> = {
  debug: { severityNumber: 5, severityText: 'DEBUG' },
  info: { severityNumber: 9, severityText: 'INFO' },
  warn: { severityNumber: 13, severityText: 'WARN' },
  error: { severityNumber: 17, severityText: 'ERROR' },
  fatal: { severityNumber: 21, severityText: 'FATAL' },
}

/** The names of all levels, least serious first. */
export const LEVEL_NAMES = Object.keys(LEVELS) as readonly Level[]

/** What others call a level. */
const OTHER_SPELLINGS: Readonly<Record<string, Level>> = {
  trace: 'debug',
  warning: 'warn',
  critical: 'fatal',
}

/** Reads a level in any spelling that a reader may meet; `undefined` when it is none. */
export function toLevel(text: unknown): Level | undefined {
  if (typeof text !== 'string') return undefined
  const name = text.toLowerCase()
  const known = OTHER_SPELLINGS[name] ?? name
  return Object.hasOwn(LEVELS, known) ? (known as Level) : undefined
}

/** Finds the level whose range of OTel severity numbers (1 to 24, four a level) holds the number. */
export function levelOfSeverity(severityNumber: number | undefined): Level {
  if (severityNumber === undefined || severityNumber < 1) return 'info'
  if (severityNumber < 9) return 'debug'
  if (severityNumber < 13) return 'info'
  if (severityNumber < 17) return 'warn'
  return severityNumber < 21 ? 'error' : 'fatal'
}

/** Tells whether `level` is as serious as `threshold` or more. */
export function isAtLeast(level: Level, threshold: Level): boolean {
  return LEVELS[level].severityNumber >= LEVELS[threshold].severityNumber
}
