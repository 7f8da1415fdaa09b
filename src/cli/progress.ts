import { fitText } from '../../exporters/console/terminal/wrap-text.ts'
import { number } from '../report/words.ts'

/** Shows a person how far long work is. */
export interface Progress {
  /** One more is done. */
  readonly tick: () => void
  /** Takes away what was shown. */
  end(): void
}

/** What is used of `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Options of {@link createProgress} and of `createProgressBar`. */
export interface ProgressOptions {
  /** @default process.stderr */
  readonly stream?: ProgressStream
  /** @default the time since the process began, in milliseconds */
  readonly now?: () => number
}

/** Short work needs no words, and long work some now and then. */
const FIRST_AFTER_MS = 1000
const EVERY_MS = 250

/** The clock is not looked at for each of a million. */
const TICKS_A_LOOK = 512

/**
 * Begins to show how much of something is done, on a terminal and nowhere else: not in a log, and not among what a
 * program reads.
 *
 * @param doing - Such as `Reading out/bundle`.
 * @param unit - Such as `diagnostics`.
 */
export function createProgress(
  doing: string,
  unit: string,
  { stream = process.stderr, now = () => performance.now() }: ProgressOptions = {},
): Progress {
  let done = 0
  let isShown = false
  let next = now() + FIRST_AFTER_MS

  return {
    tick() {
      done += 1
      if (stream.isTTY !== true || done % TICKS_A_LOOK !== 0 || now() < next) return
      next = now() + EVERY_MS
      isShown = true
      const line = `${doing}: ${number(done)} ${unit} …`
      // What fills more than a line could not be taken away again.
      stream.write(`\r\u001B[K${fitText(line, (stream.columns ?? 80) - 1, '…')}`)
    },
    end() {
      if (isShown) stream.write('\r\u001B[K')
      isShown = false
    },
  }
}
