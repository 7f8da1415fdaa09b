import { join } from 'node:path'
import { openLineFile } from '../line-file.ts'
import { EVENTS_FILE, type BundleManifest } from '../manifest.ts'
import { readLines } from '../read-lines.ts'
import { keyOf, type PartFile } from './part-files.ts'

/**
 * Writes a bundle as one JSON document: the manifest, with its counts as `counts`, and a list for each part, an item a
 * line. So it can be compared line by line, and read in bounded memory by whoever knows the layout.
 */
export function composeDocument(
  path: string,
  folder: string,
  manifest: BundleManifest,
  parts: readonly PartFile[],
): void {
  const { schema, events: counts, ...rest } = manifest
  const head = JSON.stringify({ schema, form: 'json', counts, ...rest }, undefined, 2)
  const file = openLineFile(path)
  try {
    file.add(`${head.slice(0, -'\n}'.length)},`)
    const lists: readonly PartFile[] = parts.includes(EVENTS_FILE) ? parts : [EVENTS_FILE, ...parts]
    for (const [at, part] of lists.entries()) {
      file.add(`  "${keyOf(part)}": [`)
      if (parts.includes(part)) addItems(file.add, join(folder, part))
      file.add(at === lists.length - 1 ? '  ]' : '  ],')
    }
    file.add('}')
    file.end()
  } finally {
    file.close()
  }
}

/** Adds each line of a file as an item: there is a comma behind all but the last. */
function addItems(add: (line: string) => void, path: string): void {
  let held: string | undefined
  for (const line of readLines(path, { maxLineLength: Infinity })) {
    if (held !== undefined) add(`${held},`)
    held = line
  }
  if (held !== undefined) add(held)
}
