/** What can be captured. */
export type CaptureKind = 'warnings' | 'console' | 'exceptions'

/** One of those who capture the same thing in this process. */
export interface Turn {
  /** Tells whether this one records; the others wait until it leaves. */
  isMine(): boolean
  /** @returns Whether nobody is left. */
  leave(): boolean
}

// Shared by every copy of smonitor in the process: what two of them capture is recorded once.
const KEY = Symbol.for('smonitor.captures.v1')

type Captures = Partial<Record<CaptureKind, Set<object>>>

/** Joins those who capture a thing. The first of them records it. */
export function joinCapture(kind: CaptureKind): Turn {
  const all = (((globalThis as { [KEY]?: Captures })[KEY] ??= {})[kind] ??= new Set())
  const self = {}
  all.add(self)
  return {
    isMine: () => all.values().next().value === self,
    leave() {
      all.delete(self)
      return all.size === 0
    },
  }
}

/** Tells whether anybody captures a thing. */
export function isCaptured(kind: CaptureKind): boolean {
  return ((globalThis as { [KEY]?: Captures })[KEY]?.[kind]?.size ?? 0) > 0
}
