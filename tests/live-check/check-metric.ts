import type { Registry } from '../../semconv/registry.ts'
import { findAttribute } from './check-record.ts'

/** A metric as the SDK collects it. */
export interface CollectedMetric {
  readonly descriptor: { readonly name: string; readonly unit: string }
  readonly dataPoints: readonly { readonly attributes: Readonly<Record<string, unknown>> }[]
}

/** Holds a metric against the registry and says what is wrong with it, in a sentence each. */
export function checkMetric(registry: Registry, { descriptor, dataPoints }: CollectedMetric): string[] {
  const where = `The metric ${descriptor.name}`
  const metric = registry.metrics.find(({ name }) => name === descriptor.name)
  if (metric === undefined) return [`${where} is not defined.`]
  const known = metric.attributes.map(({ ref }) => ref)
  const required = metric.attributes.filter(({ requirement_level: level }) => level === 'required')
  return [
    ...(metric.unit === descriptor.unit
      ? []
      : [`${where} has the unit ${descriptor.unit}, not ${metric.unit}.`]),
    ...(dataPoints.length === 0 ? [`${where} has no data.`] : []),
    ...dataPoints.flatMap(({ attributes }) => [
      ...required
        .filter(({ ref }) => attributes[ref] === undefined)
        .map(({ ref }) => `${where} lacks ${ref}.`),
      ...Object.keys(attributes)
        .filter((key) => !known.includes(key))
        .map((key) => `${where} has ${key}, which is not its own.`),
      ...Object.entries(attributes).flatMap(([key, value]) => wrongMember(registry, where, key, value)),
    ]),
  ]
}

function wrongMember(registry: Registry, where: string, key: string, value: unknown): string[] {
  const type = findAttribute(registry, key)?.type
  if (typeof type !== 'object' || !('members' in type)) return []
  return type.members.some((member) => member.value === value)
    ? []
    : [`${where} has ${key} "${String(value)}", which is no member of it.`]
}
