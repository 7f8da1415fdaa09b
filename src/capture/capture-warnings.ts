import { context } from '@opentelemetry/api'
import { ATTR_SMONITOR_CODE, ATTR_SMONITOR_HINT } from '../../semconv/semconv.ts'
import { normaliseLine } from '../identity/normalise-line.ts'
import { createTriageKey } from '../identity/triage-key.ts'
import { frameOf } from '../otel/call-context.ts'
import { codedAttributes, type FlatAttributes } from '../otel/diagnostic-attributes.ts'
import { findOwner } from '../record/catalog-registry.ts'
import { isDiagnosticError } from '../record/diagnostic-brand.ts'
import { truncate } from '../record/param-value.ts'
import { findCaller } from './call-site.ts'
import { createDisposer, type Disposer } from './disposer.ts'
import { createCaptureEmitter } from './emit-captured.ts'
import { closeExpectedWarnings, openExpectedWarnings } from './expected-warnings.ts'
import { isCaptured, joinCapture } from './join-capture.ts'
import { isAftermath } from './own-doing.ts'
import { readText } from './read-text.ts'
import { REJECTION_WARNING } from './unhandled-rejections.ts'

const MAX_NAME_LENGTH = 100
const MAX_HINT_LENGTH = 4096

/**
 * Records every process warning as a diagnostic of level `warn`: Node's deprecations with their codes, and what
 * libraries emit. It only watches: what Node prints, or is told not to print, stays as it is.
 *
 * What a catalog's `warn` emitted is recorded already, and is left out.
 *
 * @returns What undoes it.
 * @example
 * ```ts
 * import { captureWarnings } from 'smonitor/capture'
 *
 * const stop = captureWarnings()
 * process.emitWarning('The cache is cold.', { type: 'CacheWarning', code: 'CACHE001', detail: 'Warm it up.' })
 * setImmediate(stop)
 * ```
 */
export function captureWarnings(): Disposer {
  const turn = joinCapture('warnings')
  const expected = openExpectedWarnings()
  const emitter = createCaptureEmitter('a process warning')

  function onWarning(warning: unknown): void {
    if (!turn.isMine()) return
    emitter.guard(() => {
      const { type, code, message, detail, stack } = readWarning(warning)
      if (expected.take(type, code ?? '', message)) return
      // A rejection that Node only warns of is an exception, and whoever captures those records it.
      if (type === REJECTION_WARNING && isCaptured('exceptions')) return
      if (isAftermath() || !emitter.isEnabled('warn')) return
      const caller = findCaller(stack)
      emitter.emit({
        level: 'warn',
        message,
        source: frameOf(context.active())?.name ?? caller?.site.functionName ?? caller?.site.filePath ?? type,
        triageKey: triageKeyOf(type, code, message),
        category: type,
        attributes: attributesOf(warning, code, detail),
        params: caller?.packageName === undefined ? undefined : { package: caller.packageName },
        site: caller?.site,
        // Node printed it, or was told not to: either way nobody else does.
        iostream: 'stderr',
      })
    })
  }

  process.on('warning', onWarning)
  return createDisposer(() => {
    process.off('warning', onWarning)
    if (turn.leave()) closeExpectedWarnings()
  })
}

interface WarningFields {
  readonly type: string
  readonly code: string | undefined
  readonly message: string
  readonly detail: string | undefined
  readonly stack: string | undefined
}

/** Reads what `emitWarning` made, or whatever else somebody emitted as a warning. */
function readWarning(warning: unknown): WarningFields {
  return {
    type: truncate(readText(warning, 'name') ?? 'Warning', MAX_NAME_LENGTH),
    code: readText(warning, 'code'),
    message: readText(warning, 'message') ?? '',
    detail: readText(warning, 'detail'),
    stack: readText(warning, 'stack'),
  }
}

/**
 * Where it was raised is no part of the key: Node says most things once in a process, and the first place to be
 * reached differs from run to run. A code that a catalog declares has the key that its catalog would give it.
 */
function triageKeyOf(type: string, code: string | undefined, message: string): string {
  if (code === undefined) return createTriageKey({ source: type, line: normaliseLine(message) })
  const owner = findOwner(code)
  const source = owner === undefined ? type : (frameOf(context.active())?.name ?? owner.name)
  return createTriageKey({ code: truncate(code, MAX_NAME_LENGTH), source })
}

function attributesOf(
  warning: unknown,
  code: string | undefined,
  detail: string | undefined,
): FlatAttributes {
  if (isDiagnosticError(warning)) return codedAttributes(warning)
  return {
    ...(code === undefined ? {} : { [ATTR_SMONITOR_CODE]: truncate(code, MAX_NAME_LENGTH) }),
    ...(detail === undefined ? {} : { [ATTR_SMONITOR_HINT]: truncate(detail, MAX_HINT_LENGTH) }),
  }
}
