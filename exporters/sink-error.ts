import { DIAGNOSTIC_BRAND, type DiagnosticFields } from '../src/record/diagnostic-brand.ts'
import { resolveText } from '../src/record/resolve-text.ts'
import type { ParamAttribute } from '../src/record/param-value.ts'
import type { ParamAttributes, PlaceholdersOf } from '../src/record/template.ts'
import { VERSION } from '../src/record/version.ts'
import { SINK_CODES } from './sink-codes.ts'

type SinkCode = keyof typeof SINK_CODES
type SinkParams<Code extends SinkCode> = Readonly<
  Record<PlaceholdersOf<(typeof SINK_CODES)[Code]['message' | 'hint']>, ParamAttribute>
>

/**
 * Says that a sink cannot be set up, why, and what to do: an error with a code of smonitor's own catalog.
 *
 * Not a `DiagnosticError`: sinks work without the part of smonitor that library authors import. It is known as one.
 */
export class SinkError<Code extends SinkCode = SinkCode> extends Error implements DiagnosticFields {
  readonly code: Code
  readonly level = 'error'
  readonly title: string
  readonly hint: string
  readonly params: ParamAttributes
  readonly catalog = { name: 'smonitor', version: VERSION }

  constructor(code: Code, params: SinkParams<Code>, cause?: unknown) {
    const { title = '', message, hint = '' } = resolveText(SINK_CODES[code], params)
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'SinkError'
    this.code = code
    this.title = title
    this.hint = hint
    this.params = params
    Object.defineProperty(this, DIAGNOSTIC_BRAND, { value: true })
  }
}
