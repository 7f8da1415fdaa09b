import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { EVENTS_FILE, LOGS_FILE, METRICS_FILE, TRACES_FILE } from '../manifest.ts'
import { asNumber, asObject } from '../read-fields.ts'
import { readLines } from '../read-lines.ts'
import type { BundleSource, Data } from './bundle-source.ts'
import { hashLines } from './hash-lines.ts'
import { NO_MANIFEST } from './open-folder.ts'
import { PART_FILES, type PartFile } from './part-files.ts'

/** Opens a bundle that is one file of JSON lines, of which the first is the manifest. */
export function openLines(path: string, manifest: Data): BundleSource {
  const ranges = rangesOf(path, manifest)
  return {
    path,
    form: 'jsonl',
    manifest,
    notes: [],
    lines(file, onBytes) {
      const part = PART_FILES.find((name) => name === file)
      if (part === undefined) return undefined
      const options = onBytes === undefined ? {} : { onBytes }
      if (ranges !== undefined) {
        const range = ranges.get(part)
        return range === undefined ? undefined : readLines(path, { ...range, ...options })
      }
      const lines = linesOf(path, part)
      return onBytes === undefined ? lines : hashLines(lines, onBytes)
    },
    close: () => undefined,
  }
}

/** Opens a file of events alone, such as the JSON lines sink writes and the Python library's JsonHandler. */
export function openEventLines(path: string): BundleSource {
  return {
    path,
    form: 'lines',
    manifest: undefined,
    notes: [NO_MANIFEST],
    lines: (file, onBytes) =>
      file === EVENTS_FILE ? readLines(path, onBytes === undefined ? {} : { onBytes }) : undefined,
    close: () => undefined,
  }
}

interface Range {
  readonly fromByte: number
  readonly maxBytes: number
}

const LINE_BREAK = 10

/**
 * Finds the parts by their sizes, so that none is read for the sake of another.
 *
 * @returns `undefined` when something was changed, so that each line has to say what it is.
 */
function rangesOf(path: string, manifest: Data): ReadonlyMap<PartFile, Range> | undefined {
  const { size } = statSync(path)
  const ranges = new Map<PartFile, Range>()
  const descriptor = openSync(path, 'r')
  try {
    let at = firstBreakIn(descriptor) + 1
    for (const part of PART_FILES) {
      const maxBytes = asNumber(asObject(asObject(manifest['files'])[part])['bytes'])
      if (maxBytes === null) continue
      if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) return undefined
      ranges.set(part, { fromByte: at, maxBytes })
      at += maxBytes
      if (byteAt(descriptor, at - 1) !== LINE_BREAK) return undefined
      const next = Buffer.alloc(32)
      readSync(descriptor, next, 0, 32, at)
      if (at < size && partOf(next.toString()) === part) return undefined
    }
    return at === size ? ranges : undefined
  } finally {
    closeSync(descriptor)
  }
}

function firstBreakIn(descriptor: number): number {
  const chunk = Buffer.allocUnsafe(65_536)
  for (let at = 0; ;) {
    const size = readSync(descriptor, chunk, 0, chunk.length, at)
    if (size === 0) return at
    const found = chunk.subarray(0, size).indexOf(LINE_BREAK)
    if (found !== -1) return at + found
    at += size
  }
}

function byteAt(descriptor: number, at: number): number | undefined {
  const byte = Buffer.alloc(1)
  return at >= 0 && readSync(descriptor, byte, 0, 1, at) === 1 ? byte[0] : undefined
}

function* linesOf(path: string, part: PartFile): Generator<string | undefined> {
  let isFirst = true
  for (const line of readLines(path)) {
    if (!isFirst && (line === undefined ? EVENTS_FILE : partOf(line)) === part) yield line
    isFirst = false
  }
}

const OTLP_PARTS: Readonly<Record<string, PartFile>> = {
  resourceSpans: TRACES_FILE,
  resourceLogs: LOGS_FILE,
  resourceMetrics: METRICS_FILE,
}

/** Tells to which part a line belongs, by its first key. */
function partOf(line: string): PartFile {
  return OTLP_PARTS[/^\s*\{\s*"(resource[A-Z]\w+)"/.exec(line)?.[1] ?? ''] ?? EVENTS_FILE
}
