import type { Registry } from '../../semconv/registry.ts'

/** Names of the registry that no test emits yet, and why. */
export interface NotEmitted {
  /** What has to come before they are emitted. */
  readonly reason: string
  /** Names of events and keys of attributes. */
  readonly names: readonly string[]
}

/**
 * Compares the names that a whole test run emitted with the registry.
 *
 * @returns What is wrong, in a sentence each: a name that no test emits, and an excuse that is none.
 */
export function checkCompleteness(
  registry: Registry,
  emitted: ReadonlySet<string>,
  notEmittedYet: readonly NotEmitted[],
): string[] {
  if (emitted.size === 0) return ['No test emitted any record or span: the live check saw nothing.']
  const registered = [
    ...registry.events.map(({ name }) => name),
    ...registry.attributes.map(({ key }) => key),
  ]
  const excused = notEmittedYet.flatMap(({ names }) => names)
  return [
    ...registered
      .filter((name) => !emitted.has(name) && !excused.includes(name))
      .map((name) => `${name} is in the registry, and no test emits it. Add a test, or say why not.`),
    ...excused
      .filter((name) => emitted.has(name))
      .map((name) => `${name} is emitted. Take it out of NOT_EMITTED_YET.`),
    ...excused
      .filter((name) => !registered.includes(name))
      .map((name) => `${name} is not in the registry. Take it out of NOT_EMITTED_YET.`),
  ]
}
