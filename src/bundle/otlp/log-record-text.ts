import {
  ATTR_SMONITOR_CONTEXT_CHAIN,
  ATTR_SMONITOR_CONTEXT_DEPTH,
  ATTR_SMONITOR_PARAM,
} from '../../../semconv/semconv.ts'
import { ATTR_ERROR_TYPE } from '../../../semconv/upstream.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { EXTRA_ATTRIBUTES, LIST_FIELDS, TEXT_FIELDS } from '../../record/event-attributes.ts'
import {
  createAttributeWriter,
  createRememberingWriter,
  toAttributeText,
  type AttributeWriter,
} from './attribute-text.ts'
import { createIdentityWriter, VARYING_FIELDS } from './identity-text.ts'
import { toLogRecord, toNanoseconds } from './to-log-record.ts'
import { visitParts } from '../../record/told-attributes.ts'

/** Writes an event as the log record that it was: adds pieces to a text. */
export type LogRecordWriter = (event: DiagnosticEvent, pieces: string[]) => void

/**
 * Creates a writer. What it writes is what {@link toLogRecord} makes, in another order: to put text together, and to
 * remember what comes again and again, takes a third of the time.
 */
export function createLogRecordWriter(): LogRecordWriter {
  const writeVarying = createVaryingWriter()
  const writeIdentity = createIdentityWriter()
  return (event, pieces) => {
    const { message, trace_id, span_id } = event
    if (event.otel !== undefined || hasCausesTwice(event)) {
      pieces.push(JSON.stringify(toLogRecord(event)))
      return
    }
    const time = toNanoseconds(event.timestamp)
    pieces.push('{"timeUnixNano":"', time, '","observedTimeUnixNano":"', time)
    pieces.push('","body":{"stringValue":', JSON.stringify(message), '}')
    if (trace_id !== null) pieces.push(',"traceId":', JSON.stringify(trace_id))
    if (span_id !== null) pieces.push(',"spanId":', JSON.stringify(span_id))
    pieces.push(',"attributes":[')
    writeVarying(event, pieces)
    pieces.push(writeIdentity(event))
  }
}

/** Somebody else's event: the causes of an exception have no name in `extra` as well. */
function hasCausesTwice({ exception, extra }: DiagnosticEvent): boolean {
  return exception !== null && Object.hasOwn(extra, 'causal_chain')
}

/** Creates what writes the attributes in which diagnostics of the same key differ. */
function createVaryingWriter(): LogRecordWriter {
  const texts = TEXT_FIELDS.filter(([, field]) => VARYING_FIELDS.has(field)).map(
    ([attribute, field]) => [field, createRememberingWriter(attribute)] as const,
  )
  const extras = createExtraWriters()
  const writeContext = createContextWriter()
  return (event, pieces) => {
    const { extra, exception, exception_type, location, iostream } = event
    for (const [field, write] of texts) {
      const value = event[field]
      if (value !== null) pieces.push(write(value))
    }
    for (const [attribute, field] of LIST_FIELDS)
      if (event[field].length > 0) pieces.push(toAttributeText(attribute, event[field]))
    const hasParts = exception !== null || exception_type !== null || location !== null || iostream !== null
    if (!hasParts) writeContext(event, pieces)
    else
      visitParts(event, (attribute, value) => {
        if (attribute !== ATTR_ERROR_TYPE) pieces.push(toAttributeText(attribute, value))
      })
    for (const name in extra) {
      const value = extra[name]
      if (value !== undefined) pieces.push(extras(name)(value))
    }
  }
}

/** Creates what writes the signals around a diagnostic, and remembers those of the one before. */
function createContextWriter(): LogRecordWriter {
  const writeChain = createAttributeWriter(ATTR_SMONITOR_CONTEXT_CHAIN)
  const writeDepth = createAttributeWriter(ATTR_SMONITOR_CONTEXT_DEPTH)
  let last: DiagnosticEvent['context'] = { chain: [], depth: 0 }
  let text = ''
  return ({ context }, pieces) => {
    const { chain, depth } = context
    if (chain.length === 0 && depth <= 0) return
    const isSame =
      depth === last.depth &&
      chain.length === last.chain.length &&
      chain.every((name, at) => name === last.chain[at])
    if (!isSame) {
      last = context
      text = [writeChain(chain), writeDepth(depth)].join('')
    }
    pieces.push(text)
  }
}

/** Names beyond these are put together anew each time: a program may make up as many as it likes. */
const MAX_NAMES = 1024

/** Creates what gives the writer of a name in `extra`. */
function createExtraWriters(): (name: string) => AttributeWriter {
  const known = new Map<string, AttributeWriter>()
  return (name) => {
    let writer = known.get(name)
    if (writer === undefined) {
      writer = createAttributeWriter(EXTRA_ATTRIBUTES.get(name) ?? ATTR_SMONITOR_PARAM(name))
      if (known.size < MAX_NAMES) known.set(name, writer)
    }
    return writer
  }
}
