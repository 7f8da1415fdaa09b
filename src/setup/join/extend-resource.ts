interface ResourceLike {
  readonly merge?: (other: object) => unknown
}

/** Adds attributes to a resource of any SDK line; what cannot be extended comes back as it is. */
export function extendResource(resource: unknown, attributes: Readonly<Record<string, string>>): unknown {
  // oxlint-disable-next-line typescript/unbound-method -- It is called as a method of the resource below.
  const { merge } = (resource ?? {}) as ResourceLike
  if (typeof merge !== 'function') return resource
  try {
    // The resource of their SDK takes another by this shape, and ours would be of another copy of it.
    const other = { attributes, getRawAttributes: () => Object.entries(attributes) }
    return merge.call(resource, other) ?? resource
  } catch {
    return resource
  }
}
