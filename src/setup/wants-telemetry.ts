import type { Settings } from './options.ts'

/** Tells whether spans and metrics are kept: as a setting says, else where a bundle is asked for. */
export function wantsTelemetry({ spoolTelemetry, bundle, origins }: Settings): boolean {
  const isSaid = (origins['spoolTelemetry'] ?? 'default') !== 'default'
  return isSaid ? spoolTelemetry : bundle !== undefined
}
