/** Where a wrapper says what is in it. Its name is known to `smonitor doctor`, which looks through wrappers. */
const WRAPS = Symbol.for('smonitor.wraps')

/** Marks a processor or exporter as a wrapper of another one, so that the doctor sees what is behind it. */
export function markWrapper<Wrapper extends object>(wrapper: Wrapper, inner: object): Wrapper {
  return Object.defineProperty(wrapper, WRAPS, { value: inner })
}
