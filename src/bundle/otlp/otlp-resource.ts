import { toKeyValues, toOtelValue, type OtelValue } from '../../record/otel-value.ts'

/** A resource of OTLP JSON. */
export interface OtlpResource {
  readonly attributes: readonly OtelValue[]
  readonly droppedAttributesCount: number
  readonly schemaUrl?: string
}

/** Makes a resource of OTLP JSON, as OTel's own exporters write it. */
export function toOtlpResource(
  attributes: Readonly<Record<string, unknown>>,
  schemaUrl: string | undefined,
): OtlpResource {
  return {
    attributes: toKeyValues(toOtelValue(attributes) as Record<string, OtelValue>),
    droppedAttributesCount: 0,
    ...(schemaUrl === undefined || schemaUrl === '' ? {} : { schemaUrl }),
  }
}
