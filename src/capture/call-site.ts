import { listFrames } from '../record/stack-frames.ts'

/** A place in the source. */
export interface CallSite {
  /** `undefined` at the top of a module. */
  readonly functionName: string | undefined
  /** Relative to the working folder, from `node_modules/` on, or the name alone: never a folder of a person. */
  readonly filePath: string
  readonly lineNumber: number
}

/** Who made a warning or a line, by its stack. */
export interface Caller {
  /** The first place in the program itself, else in a package that it uses. */
  readonly site: CallSite
  /** The package whose code it was, when it was not the program's own. */
  readonly packageName: string | undefined
}

/** Finds who made something, by its stack as V8 writes it. Never throws. */
export function findCaller(stack: unknown): Caller | undefined {
  if (typeof stack !== 'string') return undefined
  let nearest: Place | undefined
  let own: Place | undefined
  for (const frame of listFrames(stack)) {
    const place = parseFrame(frame)
    if (place === undefined) continue
    nearest ??= place
    if (packageOf(place.path) !== undefined) continue
    own = place
    break
  }
  if (nearest === undefined) return undefined
  const { name, path, line } = own ?? nearest
  return {
    site: { functionName: name, filePath: shorten(path, workingFolder()), lineNumber: line },
    packageName: packageOf(nearest.path),
  }
}

interface Place {
  readonly name: string | undefined
  readonly path: string
  readonly line: number
}

/** Reads `fn (file:1:2)` and `file:1:2`; what is Node's own or evaluated is no place in the program. */
function parseFrame(frame: string): Place | undefined {
  const [, name, location = '', line] = /^(?:(.+?) \()?(.+?):(\d+)(?::\d+)?\)?$/.exec(frame) ?? []
  if (location === '' || /^(?:node:|internal\/|native|<anonymous>)|^eval at |, <anonymous>/.test(location))
    return undefined
  const isNamed = name !== undefined && !name.includes('<anonymous>')
  return {
    name: isNamed ? name.replace(/^async | \[as .*\]$/g, '') : undefined,
    path: toPath(location.replace(/^async /, '')),
    line: Number(line),
  }
}

function toPath(location: string): string {
  if (!location.startsWith('file://')) return location.replaceAll('\\', '/')
  const path = location.slice('file://'.length).replace(/^\/(?=[A-Za-z]:)/, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const MODULES = '/node_modules/'

function packageOf(path: string): string | undefined {
  const at = path.lastIndexOf(MODULES)
  return at < 0 ? undefined : /^(?:@[^/]+\/)?[^/]+/.exec(path.slice(at + MODULES.length))?.[0]
}

function shorten(path: string, root: string): string {
  // An address of a bundler, such as webpack://, holds no folder of the machine.
  if (/^[a-z-]{2,}:/i.test(path)) return path
  const modules = path.lastIndexOf(MODULES)
  if (modules >= 0) return path.slice(modules + 1)
  return root !== '/' && path.startsWith(`${root}/`)
    ? path.slice(root.length + 1)
    : path.slice(path.lastIndexOf('/') + 1)
}

function workingFolder(): string {
  try {
    return process.cwd().replaceAll('\\', '/')
  } catch {
    return '/' // It was deleted.
  }
}
