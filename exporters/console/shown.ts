import type { Audience } from '../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../src/record/diagnostic-event.ts'

/** How much of an event is shown to people. */
export interface FormatOptions {
  /** Shows the stack of an exception. @default true for `dev` and `debug`, else false */
  readonly showTraceback?: boolean | undefined
  /**
   * How many names of the call chain are shown, the innermost; 0 shows all. `agent` and `debug` get all of it.
   * @default 3
   */
  readonly traceDepth?: number | undefined
}

/** {@link FormatOptions}, decided for one audience. */
export interface Shown {
  readonly showTraceback: boolean
  readonly traceDepth: number
}

const ALL = 0

/** Decides how much an audience is shown. */
export function shownTo(audience: Audience, { showTraceback, traceDepth = 3 }: FormatOptions): Shown {
  const isComplete = audience === 'debug' || audience === 'agent'
  return {
    showTraceback: showTraceback ?? (audience === 'dev' || audience === 'debug'),
    traceDepth: isComplete ? ALL : traceDepth,
  }
}

/** The names of the call chain that are shown, the outermost first; `…` stands for those that are not. */
export function shownChain({ context }: DiagnosticEvent, { traceDepth }: Shown, ellipsis = '…'): string[] {
  const names = traceDepth > ALL ? context.chain.slice(-traceDepth) : [...context.chain]
  return context.depth > names.length && names.length > 0 ? [ellipsis, ...names] : names
}

/** What a check of the diagnostic against its signal's contract or its schema found. */
export function warningsOf({ extra }: DiagnosticEvent): string[] {
  return WARNINGS.map((name) => extra[name]).filter((value) => typeof value === 'string')
}

/** The params that are not shown elsewhere. */
export function paramsOf({ extra }: DiagnosticEvent): [name: string, value: string][] {
  return Object.entries(extra)
    .filter(([name]) => !WARNINGS.includes(name))
    .map(([name, value]) => [name, typeof value === 'object' ? value.join(', ') : String(value)])
}

const WARNINGS: readonly string[] = ['contract_warning', 'schema_warning']
