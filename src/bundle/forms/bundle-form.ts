/** How a bundle lies on disk: as a folder, as one JSON document, as JSON lines, or as an archive of the folder. */
export type BundleForm = 'folder' | 'json' | 'jsonl' | 'tar'

/** Tells by its name in which form a bundle is written: `x.json`, `x.jsonl`, `x.tar.gz` or `x.tgz`, else a folder. */
export function formOf(path: string): BundleForm {
  if (/\.json$/i.test(path)) return 'json'
  if (/\.jsonl$/i.test(path)) return 'jsonl'
  return /\.(tar\.gz|tgz)$/i.test(path) ? 'tar' : 'folder'
}
