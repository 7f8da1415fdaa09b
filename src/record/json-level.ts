import type { Level } from './level.ts'

/** The spelling of our JSON lines, which continues the Python library's events. */
export type JsonLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

/** Every level as the JSON lines spell it. */
export const JSON_LEVELS: Readonly<Record<Level, JsonLevel>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
}
