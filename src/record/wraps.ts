/** Where a wrapper says what is in it. Its name is known to `smonitor doctor`, which looks through wrappers. */
const WRAPS = Symbol.for('smonitor.wraps')
/** Where a processor says what it does, which the doctor knows too: ours are plain objects. */
const NAME = Symbol.for('smonitor.name')

/**
 * Marks a processor or exporter as a wrapper of another one, so that the doctor sees what is behind it.
 *
 * @param name - What it does, for a person.
 */
export function markWrapper<Wrapper extends object>(wrapper: Wrapper, inner: object, name?: string): Wrapper {
  const marked = Object.defineProperty(wrapper, WRAPS, { value: inner })
  return name === undefined ? marked : markName(marked, name)
}

/** Gives a processor a name that the doctor says. A copy by spread keeps it, as it keeps what it does. */
export function markName<Processor extends object>(processor: Processor, name: string): Processor {
  return Object.assign(processor, { [NAME]: name })
}
