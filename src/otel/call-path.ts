import { rememberResults } from '../identity/remember-results.ts'
import { createTraceHash } from '../identity/trace-hash.ts'
import { MAX_CHAIN_LENGTH } from './call-chain.ts'
import type { CallPath, Frame } from './frame.ts'

/** Hashes the path to a frame and the frames of an exception in the program; `undefined` when there are neither. */
export function traceHashOf(frame: Frame | undefined, frames: readonly string[]): string | undefined {
  const path = pathOf(frame)
  if (frames.length > 0) return createTraceHash({ chain: namesOf(path), frames })
  if (path.name === undefined) return undefined
  return (path.traceHash ??= createTraceHash({ chain: namesOf(path), frames }))
}

function pathOf(frame: Frame | undefined): CallPath {
  const frames: Frame[] = []
  let at = frame
  for (; at !== undefined && at.path === undefined; at = at.parent) frames.push(at)
  let path = at?.path ?? OUTSIDE
  for (const one of frames.toReversed()) {
    if (one.name !== path.name) path = path.enter(one.name)
    one.path = path
  }
  return path
}

function namesOf(path: CallPath): string[] {
  const names: string[] = []
  for (
    let at: CallPath | undefined = path;
    at?.name !== undefined && names.length < MAX_CHAIN_LENGTH;
    at = at.outer
  ) {
    names.push(at.name)
  }
  return names.toReversed()
}

function createPath(outer: CallPath | undefined, name: string | undefined): CallPath {
  const path: CallPath = {
    name,
    outer,
    enter: rememberResults((inner) => createPath(path, inner)),
    traceHash: undefined,
  }
  return path
}

const OUTSIDE = createPath(undefined, undefined)
