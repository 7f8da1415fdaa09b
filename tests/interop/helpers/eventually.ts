import { setTimeout as sleep } from 'node:timers/promises'

/** How long to wait, and what for. */
export interface EventuallyOptions {
  /** Ends the sentence of the error: "… did not come to: {what}". */
  readonly what: string
  /** @default 10_000 */
  readonly timeoutMs?: number
  /** Ends the waiting with its reason, for instance when the process that would answer is gone. */
  readonly signal?: AbortSignal
}

/**
 * Reads again and again, until what is read is enough. What a read throws counts as not enough yet.
 *
 * @throws When the time is up, with what was read last.
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  isEnough: (value: T) => boolean,
  { what, timeoutMs = 10_000, signal }: EventuallyOptions,
): Promise<T> {
  const end = performance.now() + timeoutMs
  let last: unknown
  for (;;) {
    signal?.throwIfAborted()
    try {
      const value = await read()
      if (isEnough(value)) return value
      last = value
    } catch (error) {
      last = error
    }
    if (performance.now() > end) {
      const seen = last instanceof Error ? String(last) : JSON.stringify(last)
      throw new Error(
        `After ${timeoutMs} ms it did not come to: ${what}. Read last: ${seen?.slice(0, 4000)}`,
        last instanceof Error ? { cause: last } : {},
      )
    }
    await sleep(50)
  }
}
