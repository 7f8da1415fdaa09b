import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'

/** What is taken out of a bundle, by the sort of it; `none` takes nothing out. */
export type BundleRedactPreset = (typeof BUNDLE_REDACT_PRESETS)[number]

/** All presets, for whoever reads one. */
export const BUNDLE_REDACT_PRESETS = ['share', 'ci', 'sensitive', 'none'] as const

/** What is taken out of a bundle before it is written. */
export interface BundleRedactOptions {
  /**
   * `share`, for whoever it is sent to: secrets, mail addresses, home folders, random texts, the environment, the
   * host. `ci`, for the artifacts of a build: secrets and random texts. `sensitive`: what `share` takes, IP addresses
   * and contexts. `none`: for one's own use.
   *
   * @default 'share'
   */
  readonly preset?: BundleRedactPreset
  /** Dotted paths within an event or the manifest whose values go as a whole, such as `extra.user` or `run.*`. */
  readonly paths?: readonly string[]
  /** Names of fields whose values go as a whole, wherever they are. */
  readonly keys?: readonly string[]
  /** Patterns in the syntax of RE2: what they match goes from every text. */
  readonly patterns?: readonly string[]
  /** Leaves out call chains, spans and where things are in the program. @default false */
  readonly dropContext?: boolean
  /** Leaves out params and everything that was handed in beside a message. @default false */
  readonly dropExtra?: boolean
  /** Takes out every absolute path of the machine, not only home folders. @default false */
  readonly dropLocalPaths?: boolean
}

/** What was taken out of a bundle, as `bundle.json` says it. */
export interface RedactionMarks {
  readonly preset: BundleRedactPreset
  readonly paths: readonly string[]
  readonly keys: readonly string[]
  readonly patterns: number
  readonly drop_context: boolean
  readonly drop_extra: boolean
  readonly drop_local_paths: boolean
  /** How much was replaced, and by which rule and where. */
  readonly replaced: {
    /** Of a bundle that was redacted before, what was taken out this time. */
    readonly total: number
    readonly by_rule: Readonly<Record<string, number>>
    readonly by_path: Readonly<Record<string, number>>
  }
  /** Secrets that were taken out where they were found, and were too many to be looked for everywhere else. */
  readonly not_looked_for: number
}

/** Takes out of the parts of a bundle what must not be in it. What it is given is never changed. */
export interface BundleRedaction {
  /**
   * Learns which secrets a manifest or a part of it has, before anything is written: one that is known by the name of its
   * variable or flag is then found in every text. Its catalogs are learnt too, for {@link BundleRedactOptions.dropExtra}.
   */
  learn(part: object): void
  event(event: DiagnosticEvent): DiagnosticEvent
  /** A document of OTLP JSON: traces, logs or metrics. */
  otlp(document: object): object
  /** The manifest, or a part of it: an object with the fields of a manifest. */
  document<Part extends object>(part: Part): Part
  /** Whether spans belong into the bundle. */
  readonly hasTraces: boolean
  /** Grows with each secret that became known and may be in something that was redacted before. */
  readonly late: number
  /** Tells whether a line that was written may have a secret that is known by now. */
  mayBeIn(line: string): boolean
  /** Tells the same of a piece of a file that begins with the last bytes of the one before, so many as `OVERLAP_BYTES`. */
  mayBeInBytes(bytes: Uint8Array): boolean
  marks(): RedactionMarks
}
