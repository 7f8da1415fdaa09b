import type { RuleRedactor } from '../policy/rule-redactor.ts'

/** The parts of what a metric reader collects that a program may have filled. */
interface Collected {
  readonly resource?: { readonly attributes?: object }
  readonly scopeMetrics?: readonly {
    readonly metrics?: readonly { readonly dataPoints?: readonly { readonly attributes?: object }[] }[]
  }[]
}

/** Redacts the attributes of what was collected, in a copy: readers of others get the same. */
export function redactMetrics(collected: object, redactor: RuleRedactor | undefined): object {
  if (redactor === undefined) return collected
  const redact = (attributes: object | undefined, place: string): object => {
    const redacted = redactor.value(attributes ?? {}, [place])
    return typeof redacted === 'object' && redacted !== null ? redacted : {}
  }
  const { resource, scopeMetrics = [] } = collected as Collected
  return {
    ...collected,
    // What is written reads its attributes alone, and the schema.
    resource: {
      schemaUrl: (resource as { readonly schemaUrl?: string } | undefined)?.schemaUrl,
      attributes: redact(resource?.attributes, 'resource'),
    },
    scopeMetrics: scopeMetrics.map((scope) => ({
      ...scope,
      metrics: (scope.metrics ?? []).map((metric) => ({
        ...metric,
        dataPoints: (metric.dataPoints ?? []).map((point) => ({
          ...point,
          attributes: redact(point.attributes, 'attributes'),
        })),
      })),
    })),
  }
}
