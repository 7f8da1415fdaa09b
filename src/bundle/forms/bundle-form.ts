/** How a bundle lies on disk: as a folder, as one JSON document, as JSON lines, or as an archive of the folder. */
export type BundleForm = 'folder' | 'json' | 'jsonl' | 'tar'

/** Tells by its name in which form a bundle is written: `x.json`, `x.jsonl`, `x.tar.gz` or `x.tgz`, else a folder. */
export function formOf(path: string): BundleForm {
  if (/\.json$/i.test(path)) return 'json'
  if (/\.jsonl$/i.test(path)) return 'jsonl'
  return /\.(tar\.gz|tgz)$/i.test(path) ? 'tar' : 'folder'
}

/** The forms that there are, for whoever asked for another one. */
export const FORMS_IN_WORDS = 'a folder, or a file that ends in .json, .jsonl, .tar.gz or .tgz'

/** The ending of a name that stands for a file of a form in which no bundle is written; `undefined` for others. */
export function otherFormOf(path: string): string | undefined {
  return formOf(path) === 'folder' ? OTHER_FORMS.exec(path)?.[0].toLowerCase() : undefined
}

const OTHER_FORMS =
  /\.(?:zip|7z|rar|jar|tar|(?:tar\.)?(?:gz|bz2|xz|zst)|tbz2?|txz|ndjson|json5|ya?ml|xml|html?|md|txt|csv|log|pdf)$/i
