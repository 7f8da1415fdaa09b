/** Describes how firm a definition is, in the levels of OpenTelemetry. */
export type Stability = 'development' | 'alpha' | 'beta' | 'release_candidate' | 'stable'

/** Says why a definition is no longer used and what replaces it. */
export type Deprecation =
  | { readonly reason: 'renamed'; readonly renamed_to: string; readonly note?: string }
  | { readonly reason: 'obsoleted' | 'uncategorized'; readonly note: string }

/** Holds what every definition says about itself. */
export interface Described {
  /** What it is, in one sentence. */
  readonly brief: string
  /** Units, allowed values and conditions. */
  readonly note?: string
  /** How firm it is. */
  readonly stability: Stability
  /** Present when it is no longer used. */
  readonly deprecated?: Deprecation
}

/** Describes one allowed value of an attribute. */
export interface EnumMember extends Omit<Described, 'brief'> {
  /** The name of the value in constants. */
  readonly id: string
  /** The value as it is written to telemetry. */
  readonly value: string | number
  /** What the value means, in one sentence. */
  readonly brief?: string
}

/** Describes one attribute. */
export interface Attribute extends Described {
  /** The key as it is written to telemetry, or the part before the name for a template. */
  readonly key: string
  /** A type of the OpenTelemetry registry, such as `string[]` or `template[any]`, or the allowed values. */
  readonly type: string | { readonly members: readonly EnumMember[] }
  /** Values that telemetry really holds. */
  readonly examples?: readonly unknown[]
}

/** Says that a signal of OpenTelemetry carries an attribute. */
export interface AttributeRef {
  /** The key of the attribute, ours or one of `upstream.ts`. */
  readonly ref: string
  /** Whether the attribute is always there. */
  readonly requirement_level: RequirementLevel
  /** Whether a sampler needs it, so that it is set when the span starts. */
  readonly sampling_relevant?: boolean
}

/** Says when an attribute is there. */
export type RequirementLevel =
  | 'required'
  | 'recommended'
  | 'opt_in'
  | { readonly conditionally_required: string }

/** Describes one event, a log record with a name. */
export interface Event extends Described {
  /** The event name of the log record. */
  readonly name: string
  /** What the record carries. */
  readonly attributes: readonly AttributeRef[]
}

/** Describes one type of span. */
export interface Span extends Described {
  /** The name of the type, which is not written to telemetry. */
  readonly type: string
  /** The span kind. */
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer'
  /** How the span gets its name. */
  readonly name: { readonly note: string }
  /** What the span carries. */
  readonly attributes: readonly AttributeRef[]
}

/** Describes one metric. */
export interface Metric extends Described {
  /** The name of the instrument. */
  readonly name: string
  /** The kind of instrument. */
  readonly instrument: 'counter' | 'updowncounter' | 'gauge' | 'histogram'
  /** The unit, in UCUM. */
  readonly unit: string
  /** What a measurement carries. */
  readonly attributes: readonly AttributeRef[]
}

/** Describes the registry as a whole. */
export interface Manifest {
  /** The identity of this version of the registry. */
  readonly schema_url: string
  /** What the registry is for. */
  readonly description: string
  /** How firm the registry is. */
  readonly stability: Stability
  /** The registries that this one builds on. */
  readonly dependencies: readonly { readonly schema_url: string; readonly registry_path: string }[]
}

/** Holds every name that smonitor defines, in the words and the order of the YAML files. */
export interface Registry {
  /** What `manifest.yaml` says. */
  readonly manifest: Manifest
  /** What `registry/attributes.yaml` says. */
  readonly attributes: readonly Attribute[]
  /** What `registry/events.yaml` says. */
  readonly events: readonly Event[]
  /** What `registry/spans.yaml` says. */
  readonly spans: readonly Span[]
  /** What `registry/metrics.yaml` says. */
  readonly metrics: readonly Metric[]
}

/** Holds the names that were stable in the last release, from `released.json`. */
export interface Released {
  /** Keys of attributes. */
  readonly attributes: readonly string[]
  /** Names of events. */
  readonly events: readonly string[]
  /** Types of spans. */
  readonly spans: readonly string[]
  /** Names of metrics. */
  readonly metrics: readonly string[]
}

/** Describes one thing that is wrong in the registry. */
export interface Problem {
  /** The file, relative to `semconv/`. */
  readonly file: string
  /** The key, name or type of the definition, or the field of the file. */
  readonly key: string
  /** What is wrong, with the value. */
  readonly reason: string
  /** What to do about it. */
  readonly remedy: string
}

/** Lists the allowed values of an attribute; what is not an enum has none. */
export function enumMembers(definition: Described & { readonly type?: unknown }): readonly EnumMember[] {
  const type = (definition as Partial<Attribute>).type
  return typeof type === 'object' ? type.members : []
}
