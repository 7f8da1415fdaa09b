import { createCircuit, type CircuitState } from './circuit.ts'
import type { Sink } from './sink.ts'

/** How a guarded sink is doing. */
export interface SinkStats {
  readonly name: string
  /** How often it threw. */
  readonly errors: number
  /** Events that it was not handed, because it had failed too often. */
  readonly dropped: number
  /** `open` while it is left alone, `half-open` while it is tried again, else `closed`. */
  readonly state: CircuitState
  /** What it threw last, in words. */
  readonly lastError: string | null
}

/** A sink that can fail as it likes: nothing of it reaches the program. */
export interface GuardedSink extends Sink {
  stats(): SinkStats
}

/** What is said of a sink, each at most once. */
export type SinkAnnouncement = 'failed' | 'suspended'

/** Options of {@link createGuardedSink}. */
export interface GuardedSinkOptions {
  /** After so many errors in a row the sink is left alone for a while; 0 never does. @default 5 */
  readonly errorThreshold?: number
  /** How long it is left alone the first time, in milliseconds; each time twice as long, up to five minutes. @default 1000 */
  readonly retryAfterMs?: number
  /** Told of the first error, and of the first time that the sink is left alone. */
  readonly onAnnounce?: (what: SinkAnnouncement, error: unknown, stats: SinkStats) => void
  /** Told of every error. */
  readonly onError?: (error: unknown) => void
  /** The time in milliseconds. @default performance.now */
  readonly now?: () => number
}

/**
 * Wraps a sink so that what it throws, or rejects with, is counted and never reaches the program. One that fails
 * again and again is left alone and tried again later, with the event of that moment.
 *
 * @example
 * ```ts
 * import { createGuardedSink, createJsonLinesSink } from 'smonitor/exporters'
 *
 * const sink = createGuardedSink(createJsonLinesSink({ path: 'out/diagnostics.jsonl' }), {
 *   onAnnounce: (what, error) => console.error(what, error),
 * })
 * console.log(sink.stats().errors)
 * ```
 */
export function createGuardedSink(sink: Sink, options: GuardedSinkOptions = {}): GuardedSink {
  const { errorThreshold = 5, retryAfterMs = 1000, now = () => performance.now() } = options
  const { onAnnounce, onError } = options
  // Apart, because a sink that buffers takes every event and fails when it is flushed.
  const handling = createCircuit({ errorThreshold, retryAfterMs, now })
  const flushing = createCircuit({ errorThreshold, retryAfterMs, now })
  const announced = new Set<SinkAnnouncement>()
  let errors = 0
  let dropped = 0
  let lastError: string | null = null

  function stateOf(): CircuitState {
    const states = [handling.state(), flushing.state()]
    return (
      states.find((state) => state === 'open') ?? states.find((state) => state === 'half-open') ?? 'closed'
    )
  }

  function stats(): SinkStats {
    return { name: sink.name, errors, dropped, state: stateOf(), lastError }
  }

  function announce(what: SinkAnnouncement, error: unknown): void {
    if (announced.has(what)) return
    announced.add(what)
    withoutThrowing(() => onAnnounce?.(what, error, stats()))
  }

  function fail(circuit: typeof handling, error: unknown): void {
    errors += 1
    lastError = textOf(error)
    circuit.fail()
    withoutThrowing(() => onError?.(error))
    announce('failed', error)
    if (stateOf() === 'open') announce('suspended', error)
  }

  function attempt(circuit: typeof handling, action: () => unknown): void {
    try {
      const result = action()
      // A type cannot keep an async function out, and nobody waits for it.
      if (isThenable(result))
        result.then(
          () => circuit.succeed(),
          (error: unknown) => fail(circuit, error),
        )
      else circuit.succeed()
    } catch (error) {
      fail(circuit, error)
    }
  }

  function flush(): void {
    if (sink.flush !== undefined && flushing.isPassable()) attempt(flushing, () => sink.flush?.())
  }

  return {
    name: sink.name,
    handle(event, context) {
      // The event is needed to try handling again; flushing is tried again by itself first.
      if (flushing.state() !== 'closed') flush()
      if (flushing.state() !== 'closed' || !handling.isPassable()) {
        dropped += 1
        return
      }
      attempt(handling, () => sink.handle(event, context))
    },
    flush,
    close() {
      attempt(handling, () => (sink.close === undefined ? sink.flush?.() : sink.close()))
    },
    stats,
  }
}

function withoutThrowing(action: () => void): void {
  try {
    action()
  } catch {
    // Who listens to a guard must not throw, and what they throw must not reach the program either.
    return
  }
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error)
  } catch {
    return 'something that has no text'
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
