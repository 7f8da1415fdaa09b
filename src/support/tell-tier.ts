import { context } from '@opentelemetry/api'
import {
  ATTR_SMONITOR_CATEGORY,
  ATTR_SMONITOR_CLUSTER_KEY,
  ATTR_SMONITOR_PARAM,
  ATTR_SMONITOR_SUPPORT_TIER,
  ATTR_SMONITOR_TRIAGE_KEY,
  EVENT_SMONITOR_DIAGNOSTIC,
} from '../../semconv/semconv.ts'
import { isFirstTime } from '../catalog/seen-once.ts'
import { createClusterKey } from '../identity/cluster-key.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { frameOf } from '../otel/call-context.ts'
import { addContext, codedAttributes, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import { createLogEmitter, LIBRARY_SCOPE, type LogEmitter, type Scope } from '../otel/log-emitter.ts'
import { createOnceReporter } from '../otel/report-once.ts'
import type { CodeDefinition, SupportTier } from '../record/catalog-definition.ts'
import { pageOf } from '../record/page-of.ts'
import { findCatalog } from '../record/catalog-registry.ts'
import { LEVELS, type Level } from '../record/level.ts'
import { renderTemplate, type ParamAttributes } from '../record/template.ts'

/** The parts of a catalog that tell of support: what `defineCatalog` makes fits. */
export interface TierCatalog {
  readonly name: string
  readonly version?: string
  readonly codes: Readonly<Record<string, CodeDefinition>>
}

/** A use of something that is not supported in full. */
export interface TierUse {
  readonly tier: SupportTier
  /** What it is called, for readers. */
  readonly name: string
  /** What sort of thing it is, such as `function` or `form`. */
  readonly kind: string
  /** What else there is to say. */
  readonly message?: string | undefined
  /** The library that it belongs to. */
  readonly catalog?: TierCatalog | undefined
  /** The code of the catalog that says it, with `{name}`, `{kind}`, `{tier}` and `{message}`. */
  readonly code?: string | undefined
}

const CATEGORY = 'support_tier'
const reportOnce = createOnceReporter()

/**
 * Tells once in a process that something is not supported in full: at level warn for tier 2, at info for tier 3. It
 * does not count while nobody listens. Never throws.
 *
 * @returns Whether it has been told, now or before.
 */
export function tellTier(use: TierUse): boolean {
  if (use.tier === 1) return true
  try {
    return tell(use)
  } catch (problem) {
    reportOnce(`smonitor: the support tier of ${use.name} could not be told.`, problem)
    return true
  }
}

function tell(use: TierUse): boolean {
  const { tier, name, kind, catalog, code } = use
  const scope = catalog === undefined ? LIBRARY_SCOPE : scopeOf(catalog)
  const definition = code === undefined ? undefined : catalog?.codes[code]
  const level: Level = definition?.level ?? (tier === 2 ? 'warn' : 'info')
  const emitter = createLogEmitter(scope)
  const { severityNumber } = LEVELS[level]
  if (!emitter.isEnabled({ severityNumber, eventName: EVENT_SMONITOR_DIAGNOSTIC })) return false
  if (isFirstTime(scope.name, CATEGORY, { kind, name })) emit(emitter, scope, level, use, definition)
  return true
}

function emit(
  emitter: LogEmitter,
  scope: Scope,
  level: Level,
  use: TierUse,
  definition: CodeDefinition | undefined,
): void {
  const { tier, name, kind, message, code } = use
  const params: ParamAttributes = {
    name,
    kind,
    tier,
    module: scope.name,
    ...(message === undefined ? {} : { message }),
  }
  const at = context.active()
  const said = definition === undefined ? undefined : { code: code ?? '', definition }
  const attributes: FlatAttributes = said === undefined ? paramsOf(params) : codedOf(said, params, scope)
  attributes[ATTR_SMONITOR_SUPPORT_TIER] = tier
  attributes[ATTR_SMONITOR_CATEGORY] = CATEGORY
  // Each thing that is not supported in full is a finding of its own, wherever it is called.
  const line = said === undefined ? DEFAULT_TEXT[tier] : undefined
  const key = { source: `${scope.name}.${name}`, ...(said === undefined ? {} : { code: said.code }) }
  attributes[ATTR_SMONITOR_TRIAGE_KEY] = createTriageKey(line === undefined ? key : { ...key, line })
  attributes[ATTR_SMONITOR_CLUSTER_KEY] = createClusterKey(line === undefined ? key : { line })
  const frame = frameOf(at)
  addContext(attributes, frame, frame?.name ?? scope.name)
  const text = definition?.message ?? `${DEFAULT_TEXT[tier]}${message === undefined ? '' : ' {message}'}`
  emitter.emit({
    eventName: EVENT_SMONITOR_DIAGNOSTIC,
    level,
    body: renderTemplate(text, params),
    attributes,
    context: at,
  })
}

const DEFAULT_TEXT: Readonly<Record<SupportTier, string>> = {
  1: '',
  2: 'The {kind} {name} is supported in part.',
  3: 'The {kind} {name} is experimental: it may change, or go, in any version.',
}

function paramsOf(params: ParamAttributes): FlatAttributes {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [ATTR_SMONITOR_PARAM(name), value]))
}

function codedOf(
  { code, definition }: { readonly code: string; readonly definition: CodeDefinition },
  params: ParamAttributes,
  scope: Scope,
): FlatAttributes {
  const { title, hint } = definition
  const catalog = findCatalog(scope.name, scope.version)
  const docs = catalog === undefined ? definition.docs : pageOf(catalog, code)
  return codedAttributes({
    code,
    params,
    catalog: scope,
    ...(title === undefined ? {} : { title: renderTemplate(title, params) }),
    ...(hint === undefined ? {} : { hint: renderTemplate(hint, params) }),
    ...(docs === undefined ? {} : { docs }),
  })
}

function scopeOf({ name, version }: TierCatalog): Scope {
  return version === undefined ? { name } : { name, version }
}
