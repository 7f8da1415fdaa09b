/** What the doctor saw inside of one process, as the preload writes it down. */
export interface Observation {
  readonly pid: number
  /** Of a worker thread, its number; 0 in the main thread. */
  readonly thread: number
  readonly argv: readonly string[]
  readonly node: string
  /** Without `module.registerHooks`, before Node 22.15, ES modules are loaded unseen. */
  readonly seesEsModules: boolean
  /** The copies of the API that were loaded, in that order. */
  readonly apis: readonly ApiCopy[]
  /** The version that the global of `@opentelemetry/api` belongs to; an API that is newer does not look at it. */
  readonly globalVersion: string | null
  readonly registrations: readonly Registration[]
  readonly providers: readonly ProviderSeen[]
  /** The meter provider in the global; `null` where there is none. */
  readonly meters: MeterProviderSeen | null
  readonly packages: readonly LoadedPackage[]
  /** When a hook for ES modules of OpenTelemetry was registered; `null` when none was. */
  readonly hookAt: number | null
  readonly diag: readonly DiagMessage[]
  /** The program ended by itself, was stopped by the doctor, or left no last word. */
  readonly end: 'ended' | 'exited' | 'stopped' | 'unknown'
  /** What of the preload itself failed. */
  readonly failures: readonly string[]
}

/** A copy of an API package, and what went through it. */
export interface ApiCopy {
  readonly name: string
  readonly version: string
  readonly folder: string
  readonly format: 'esm' | 'cjs'
  readonly spans: number
  /** Spans that were started with a tracer that leads nowhere. */
  readonly lostSpans: number
  readonly records: number
  readonly lostRecords: number
  /** Tracers that were asked of it before a provider was there. */
  readonly earlyTracers: number
}

/** Something that was put into a global of OTel. */
export interface Registration {
  /** `trace`, `logs`, `context`, `propagation`, `metrics`, or `api-logs` for the global of that package. */
  readonly what: string
  readonly at: number
  /** The folder of the package that did it, the API left out. */
  readonly by: string | null
  readonly isFromConfigFile: boolean
  /** Whether smonitor made it of the variables or a config file. */
  readonly isOurs: boolean
  /** The file and line of the program that led to it. */
  readonly place: string | null
}

/** A provider in a global. */
export interface ProviderSeen {
  readonly signal: 'traces' | 'logs'
  readonly global: 'api' | 'api-logs'
  readonly name: string
  readonly sampler: string | null
  /** Whether it is built as those of the SDK; of another one nothing is known. */
  readonly isKnown: boolean
  readonly processors: readonly ProcessorSeen[]
  /** Spans that ended, or records that were emitted. */
  readonly made: number
  /** How far its shutdown came; `null` where nobody asked for it. */
  readonly shutdown: 'begun' | 'ended' | null
}

/** A processor, and what is behind it. */
export interface ProcessorSeen {
  readonly name: string
  readonly exporter: ExporterSeen | null
  /** What is in the place of the exporter, where that is none: `undefined`, or an object that has it as a field. */
  readonly fault: 'undefined' | 'nested' | 'not-an-exporter' | null
  readonly behind: readonly ProcessorSeen[]
  /** It is a wrapper of smonitor's. */
  readonly isOurs: boolean
  /** Items that its queue had no room for. */
  readonly dropped: number
}

/** A meter provider, and what reads it. */
export interface MeterProviderSeen {
  readonly name: string
  readonly isKnown: boolean
  readonly readers: readonly ReaderSeen[]
}

/** A reader of metrics. */
export interface ReaderSeen {
  readonly name: string
  /** `null` for one that is asked, as by Prometheus. */
  readonly exporter: ExporterSeen | null
  /** Whether it exports and has nothing to export with. */
  readonly isFaulty: boolean
  /** Where it is asked. */
  readonly endpoint: string | null
}

/** An exporter, and what became of what it was given. */
export interface ExporterSeen {
  readonly name: string
  readonly kind: 'otlp' | 'console' | 'memory' | 'other'
  readonly url: string | null
  /** Items that it took while the program ran. */
  readonly exported: number
  /** Items that it took when the doctor had everything flushed at the end. */
  readonly exportedByFlush: number
  readonly failed: number
  /** Items whose export had not come to an end. */
  readonly pending: number
  readonly reasons: readonly string[]
}

/** A package that was loaded. */
export interface LoadedPackage {
  readonly name: string
  readonly version: string
  readonly folder: string
  readonly at: number
  readonly how: 'import' | 'require'
  /** The file that asked for it. */
  readonly parent: string | null
  /** Whether nobody asked for it but packages of OpenTelemetry and smonitor. */
  readonly isForOtelOnly: boolean
}

/** What OTel itself had to say. */
export interface DiagMessage {
  readonly level: 'error' | 'warn'
  readonly text: string
  readonly count: number
  /** The file and line of the program that led to it; of the first time. */
  readonly place: string | null
}
