import { defined } from './defined.ts'

/** Where a reader finds more about a library. */
export interface CatalogLinks {
  /** The library's documentation, for codes that have no page; `{code}` is replaced. */
  readonly docs?: string
  /** Where a problem with the library is reported. */
  readonly issues?: string
  /** The reference of the library's functions. */
  readonly api?: string
}

/** What is read of a package.json; everything else in it is left alone. */
export interface PackageMetadata {
  readonly name?: string
  readonly version?: string
  readonly homepage?: string
  readonly bugs?: string | { readonly url?: string; readonly email?: string }
  /** Wins over `homepage` and `bugs`. */
  readonly smonitor?: { readonly docUrl?: string; readonly issuesUrl?: string; readonly apiUrl?: string }
}

/** The links of a library: what the catalog says itself wins over its package.json. */
export function resolveLinks(links: CatalogLinks = {}, metadata: PackageMetadata = {}): CatalogLinks {
  const { smonitor = {}, homepage, bugs } = metadata
  return defined({
    docs: links.docs ?? smonitor.docUrl ?? homepage,
    issues: links.issues ?? smonitor.issuesUrl ?? (typeof bugs === 'object' ? bugs.url : bugs),
    api: links.api ?? smonitor.apiUrl,
  })
}
