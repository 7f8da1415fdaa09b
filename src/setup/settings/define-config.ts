import type { SmonitorConfig } from './smonitor-config.ts'

/**
 * Gives a config its type, so that an editor completes and checks it. Returns what it is given.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'smonitor/sdk'
 *
 * export default defineConfig({
 *   profile: 'dev',
 *   json: 'out/diagnostics.jsonl',
 *   profiles: { staging: { extends: 'qa', level: 'warn' } },
 * })
 * ```
 */
export function defineConfig(config: SmonitorConfig): SmonitorConfig {
  return config
}
