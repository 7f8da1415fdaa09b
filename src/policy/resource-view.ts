import type { ResourceLike } from './policy-item.ts'

/** A resource of either SDK line, with what processors and exporters ask of it. */
interface SdkResource extends ResourceLike {
  readonly asyncAttributesPending?: boolean
  readonly schemaUrl?: string
  waitForAsyncAttributes?(): Promise<void>
  getRawAttributes?(): readonly (readonly [key: string, value: unknown])[]
  merge?(other: unknown): unknown
}

/** Shows resources with their attributes redacted. */
export interface ResourceViews {
  /** The same view each time: exporters put together what has one resource. */
  of(resource: ResourceLike | undefined): ResourceLike | undefined
}

/**
 * Creates it. A resource belongs to every record and span, and learns some of its attributes late; so it stays as it
 * is, and the view asks it each time that it is asked itself.
 */
export function createResourceViews(redact: (attributes: object) => unknown): ResourceViews {
  const views = new WeakMap<ResourceLike, ResourceLike>()
  return {
    of(resource) {
      if (resource === undefined) return undefined
      const known = views.get(resource)
      if (known !== undefined) return known
      const redactAll = (attributes: object): object => {
        const redacted = redact(attributes)
        return typeof redacted === 'object' && redacted !== null ? redacted : {}
      }
      // One that is complete and has nothing to hide needs none.
      const { asyncAttributesPending } = resource as SdkResource
      const isOpen = asyncAttributesPending !== true && redactAll(resource.attributes) === resource.attributes
      const view = isOpen ? resource : viewOf(resource, redactAll)
      views.set(resource, view)
      return view
    },
  }
}

function viewOf(resource: SdkResource, redact: (attributes: object) => object): ResourceLike {
  let shown: { readonly of: object; readonly attributes: object } | undefined
  const raw = (key: string, value: unknown): (readonly [string, unknown])[] => {
    if (isPromiseLike(value)) {
      // By now it has no name that could be redacted with it.
      return [[key, Promise.resolve(value).then((settled) => Object.values(redact({ [key]: settled }))[0])]]
    }
    return Object.entries(redact({ [key]: value }))
  }
  return {
    get attributes() {
      const { attributes } = resource
      if (shown?.of !== attributes) shown = { of: attributes, attributes: redact(attributes) }
      return shown.attributes
    },
    get asyncAttributesPending() {
      return resource.asyncAttributesPending
    },
    get schemaUrl() {
      return resource.schemaUrl
    },
    waitForAsyncAttributes: async () => resource.waitForAsyncAttributes?.(),
    getRawAttributes: () => (resource.getRawAttributes?.() ?? []).flatMap(([key, value]) => raw(key, value)),
    merge: (other: unknown) => resource.merge?.(other),
  } as ResourceLike
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
