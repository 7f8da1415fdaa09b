import type { BundleRedactOptions } from '../../bundle/redaction/bundle-redaction.ts'
import type { PolicyRule } from '../../policy/rule.ts'
import type { ProfileName } from '../../profiles/profiles.ts'
import type { CatalogDefinition } from '../../record/catalog-definition.ts'
import type { Level } from '../../record/level.ts'
import type { SettingNotice } from './setting-notice.ts'
import type {
  DuplicateSettings,
  FileSettings,
  ProfilingHook,
  SmonitorConfig,
  SpoolSettings,
} from './smonitor-config.ts'

/** A rule as data. */
type Rule = Readonly<Record<string, unknown>>

/** The settings in force, each with its value, in one form whatever it was written in. */
export interface Settings {
  /** The setting `enabled`. */
  readonly isEnabled: boolean
  readonly serviceName: string | undefined
  readonly catalogs: readonly CatalogDefinition[]

  /** The name of the active profile; its own, or one of the five. */
  readonly profile: string
  /** Whether somebody named a profile; else it is the default. */
  readonly isProfileSet: boolean
  /** The one of the five that the profile is made from: for whom words are chosen. */
  readonly audience: ProfileName
  readonly level: Level
  /** `Infinity` for all. */
  readonly maxRepeats: number
  readonly theme: 'auto' | 'plain' | 'rich'
  /** `undefined`: as the profile has it. */
  readonly showTraceback: boolean | undefined
  readonly silence: readonly string[]

  readonly captureWarnings: boolean
  readonly captureConsole: boolean
  readonly captureExceptions: boolean
  readonly argsSummary: boolean
  /** 0 for all. */
  readonly traceDepth: number
  readonly slowSignalMs: number
  readonly slowSignalLevel: Level

  readonly spanEvents: 'all' | 'diagnostics' | 'none'
  readonly json: string | undefined
  readonly file: FileSettings | undefined
  readonly bundle: string | undefined
  readonly bundleRedact: BundleRedactOptions
  /** With an absolute folder: a program may change its own before it writes. `undefined`: none is kept. */
  readonly spool: (SpoolSettings & { readonly folder: string }) | undefined
  readonly spoolTelemetry: boolean
  readonly sinks: NonNullable<SmonitorConfig['sinks']>
  readonly eventBufferSize: number
  /** 0 for never. */
  readonly handlerErrorThreshold: number

  readonly warningCoalesceWindowMs: number
  readonly duplicatePolicy: Required<DuplicateSettings>
  /** Already in `duplicatePolicy`. */
  readonly duplicateEveryN: number
  readonly policy: readonly PolicyRule[]
  readonly filters: readonly Rule[]
  readonly routes: readonly Rule[]

  readonly profiling: boolean
  readonly profilingBufferSize: number
  readonly profilingSampleRate: number
  readonly profilingHooks: readonly ProfilingHook[]

  readonly strictSignals: boolean
  readonly strictSchema: boolean
  readonly strictConfig: boolean

  readonly runId: string | undefined
  readonly sessionId: string | undefined
  readonly correlationId: string | undefined

  /** Where each setting came from, by key: see `ResolvedSettings`. */
  readonly origins: Readonly<Record<string, string>>
  /** What was left out, to be said once smonitor runs. */
  readonly warnings: readonly SettingNotice[]
}
