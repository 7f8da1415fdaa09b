/** A trace, as the query API of Jaeger gives it. */
export interface JaegerTrace {
  readonly traceId: string
  readonly spans: readonly JaegerSpan[]
}

/** A span of a trace of Jaeger. */
export interface JaegerSpan {
  readonly spanId: string
  /** Absent on the root. */
  readonly parentSpanId?: string
  readonly name: string
  readonly service: string
  /** The attributes of the span, and what Jaeger adds to them: `error`, `otel.scope.name`, `span.kind`. */
  readonly tags: Readonly<Record<string, JaegerValue>>
  /** The events of the span; the name of each is its field `event`. */
  readonly logs: readonly Readonly<Record<string, JaegerValue>>[]
}

/** The value of a tag. An array comes as its JSON. */
export type JaegerValue = string | number | boolean

/** What the query API writes. */
export interface WireTrace {
  readonly traceID: string
  readonly spans: readonly WireSpan[]
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>
}

/** Reads what the query API has answered. */
export function toTraces(traces: readonly WireTrace[]): readonly JaegerTrace[] {
  return traces.map(({ traceID, spans, processes }) => ({
    traceId: traceID,
    spans: spans.map((span) => {
      const parent = span.references?.find(({ refType }) => refType === 'CHILD_OF')
      return {
        spanId: span.spanID,
        ...(parent === undefined ? {} : { parentSpanId: parent.spanID }),
        name: span.operationName,
        service: processes[span.processID]?.serviceName ?? '',
        tags: toRecord(span.tags),
        logs: (span.logs ?? []).map(({ fields }) => toRecord(fields)),
      }
    }),
  }))
}

/**
 * Draws the spans of a trace as a tree, a line a span: its name, indented below its parent. Children stand by name, for
 * those of the same millisecond have no other order.
 */
export function drawTree({ spans }: JaegerTrace): readonly string[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const childrenOf = (parent: string | undefined) =>
    spans
      .filter(({ parentSpanId }) =>
        parent === undefined ? !known.has(parentSpanId ?? '') : parentSpanId === parent,
      )
      .toSorted((one, other) => one.name.localeCompare(other.name))
  const draw = ({ spanId, name }: JaegerSpan, depth: number): readonly string[] => [
    `${'  '.repeat(depth)}${name}`,
    ...childrenOf(spanId).flatMap((child) => draw(child, depth + 1)),
  ]
  return childrenOf(undefined).flatMap((root) => draw(root, 0))
}

function toRecord(tags: readonly WireTag[] = []): Readonly<Record<string, JaegerValue>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]))
}

interface WireTag {
  readonly key: string
  readonly value: JaegerValue
}

interface WireSpan {
  readonly spanID: string
  readonly operationName: string
  readonly processID: string
  readonly references?: readonly { readonly refType: string; readonly spanID: string }[]
  readonly tags?: readonly WireTag[]
  readonly logs?: readonly { readonly fields: readonly WireTag[] }[]
}
