import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { EVENTS_FILE, type BundleManifest } from '../manifest.ts'
import { readChunks, writeAll } from './copy-bytes.ts'
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
  const descriptor = openSync(path, 'wx', 0o600)
  const add = (text: string): void => writeAll(descriptor, Buffer.from(text))
  try {
    add(`${head.slice(0, -'\n}'.length)},\n`)
    const lists: readonly PartFile[] = parts.includes(EVENTS_FILE) ? parts : [EVENTS_FILE, ...parts]
    for (const [at, part] of lists.entries()) {
      add(`  "${keyOf(part)}": [\n`)
      if (parts.includes(part)) addItems(descriptor, join(folder, part))
      add(at === lists.length - 1 ? '  ]\n' : '  ],\n')
    }
    add('}\n')
  } finally {
    closeSync(descriptor)
  }
}

const LINE_BREAK = 10
const COMMA = 44

/** Adds each line of a file as an item: there is a comma behind all but the last. */
function addItems(target: number, path: string): void {
  let room = Buffer.alloc(0)
  let isHeld = false
  for (const bytes of readChunks(path)) {
    // At worst, each byte is a line break.
    if (room.length < 2 * bytes.length + 2) room = Buffer.allocUnsafe(2 * bytes.length + 2)
    let size = 0
    let from = 0
    if (isHeld) {
      room[0] = COMMA
      room[1] = LINE_BREAK
      size = 2
    }
    for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, from)) {
      size += bytes.copy(room, size, from, at)
      from = at + 1
      if (from === bytes.length) break
      room[size] = COMMA
      room[size + 1] = LINE_BREAK
      size += 2
    }
    size += bytes.copy(room, size, from)
    isHeld = bytes.at(-1) === LINE_BREAK
    writeAll(target, room.subarray(0, size))
  }
  if (isHeld) writeAll(target, Buffer.from('\n'))
}
