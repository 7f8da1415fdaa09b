// What a library author imports. Importing it does nothing: no provider, no output, no patching.
export { defineCatalog } from './catalog/define-catalog.ts'
export { DiagnosticError } from './catalog/diagnostic-error.ts'
export { emit } from './catalog/emit.ts'
export { signal } from './signal/signal.ts'
export { span } from './signal/span.ts'

export type {
  Catalog,
  CatalogWithDeprecated,
  CodesInUse,
  DiagnosticParams,
  ErrorOptions,
  NoParams,
  ParamNames,
  ResolvedDiagnostic,
  ResolveOptions,
} from './catalog/catalog.ts'
export type { CatalogInput } from './catalog/define-catalog.ts'
export type { DiagnosticErrorInit, DiagnosticErrorJson } from './catalog/diagnostic-error.ts'
export type { EmitOptions } from './catalog/emit-diagnostic.ts'
export type { CallOptions, SignalOptions } from './otel/call-plan.ts'
export type {
  AnyClass,
  AnyFunction,
  ArgsOf,
  ClassContext,
  DecoratorOptions,
  MethodContext,
  SignalDecorator,
  SignalFunction,
} from './otel/signal-function.ts'
export type {
  Audience,
  AudienceText,
  CatalogDefinition,
  CodeDefinition,
  Deprecation,
  SignalContract,
  SupportTier,
} from './record/catalog-definition.ts'
export type { CanonicalFields } from './record/canonical-fields.ts'
export type { CatalogLinks, PackageMetadata } from './record/catalog-links.ts'
export type { DiagnosticFields } from './record/diagnostic-brand.ts'
export type { Level } from './record/level.ts'
export type { ParamAttribute, ParamValue } from './record/param-value.ts'
export type { ResolvedText } from './record/resolve-text.ts'
export type { ParamAttributes, PlaceholdersOf } from './record/template.ts'
