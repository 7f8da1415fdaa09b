import { displayWidth } from '../../exporters/console/terminal/display-width.ts'
import { fitText } from '../../exporters/console/terminal/wrap-text.ts'
import { hasUnicode } from '../../exporters/console/terminal/has-unicode.ts'
import { number } from '../report/words.ts'
import type { ProgressOptions, ProgressStream } from './progress.ts'
import { createPace } from './progress-pace.ts'

/** Shows a person how far work is whose amount is known. */
export interface ProgressBar {
  /** So many more are done. */
  add(count: number): void
  /** Takes away what is shown, until more is done: something else is to be read there. */
  hide(): void
  /** Takes away what is shown, for good. */
  end(): void
}

/** What a bar shows. */
export interface BarState {
  /** Such as `Sending out/bundle`. */
  readonly doing: string
  readonly done: number
  readonly total: number
  /** How many a second; `undefined` while that is not known. */
  readonly perSecond: number | undefined
}

const FIRST_AFTER_MS = 500
const EVERY_MS = 200

/**
 * Begins to show a bar, with share, speed and time left, on a terminal and nowhere else: not in a log, and not among what
 * a program reads. It has no colours.
 *
 * @param doing - Such as `Sending out/bundle`.
 * @param start - How many were done before.
 */
export function createProgressBar(
  doing: string,
  total: number,
  start: number,
  { stream = process.stderr, now = () => performance.now() }: ProgressOptions = {},
): ProgressBar {
  const canShow = stream.isTTY === true && process.env['TERM'] !== 'dumb'
  const pace = createPace(now())
  let done = start
  let shownWidth = 0
  let next = now() + FIRST_AFTER_MS
  // Time goes on between two requests, and so does what is shown.
  const timer = canShow ? setInterval(show, EVERY_MS).unref() : undefined

  function show(): void {
    if (now() < next) return
    next = now() + EVERY_MS
    const state = { doing, done, total, perSecond: pace.perSecond(now(), done - start) }
    const line = renderBar(state, columnsOf(stream), hasUnicode(process.env, process.platform))
    stream.write(`${erase()}${line}`)
    shownWidth = displayWidth(line)
  }

  /** In a window that became narrower, what was one line is several now. */
  function erase(): string {
    const rows = Math.max(1, Math.ceil(shownWidth / columnsOf(stream)))
    shownWidth = 0
    return `${rows > 1 ? `\u001B[${rows - 1}A` : ''}\r\u001B[J`
  }

  function hide(): void {
    if (shownWidth > 0) stream.write(erase())
  }

  return {
    add(count) {
      done = Math.min(total, done + count)
      pace.note(now(), done - start)
      if (canShow) show()
    },
    hide() {
      hide()
      next = now() + FIRST_AFTER_MS
    },
    end() {
      clearInterval(timer)
      hide()
    },
  }
}

/** Writes a bar in one line that fits: on a narrow terminal the words go first, and then the bar. */
export function renderBar(
  { doing, done, total, perSecond }: BarState,
  columns: number,
  isRich: boolean,
): string {
  // The last column stays free: some terminals go to the next line with it.
  const width = columns - 1
  const share = total === 0 ? 1 : done / total
  // Not all of it before it is.
  const percent = `${String(Math.floor(share * 100)).padStart(3)}%`
  const count = `${number(done)} of ${number(total)}`
  const speed =
    perSecond === undefined ? '' : `${number(perSecond < 10 ? round(perSecond) : Math.round(perSecond))}/s`
  const left =
    perSecond === undefined || perSecond <= 0 ? '' : `${durationOf((total - done) / perSecond)} left`
  const variants = [[percent, count, speed, left], [percent, speed, left], [percent, left], [percent]].map(
    (parts) => parts.filter((part) => part !== '').join('  '),
  )
  for (const facts of variants) {
    const rest = width - displayWidth(facts) - 2
    // Eight for words, two for the space behind them, ten for the bar.
    if (rest < LEAST_WORDS + 2 + LEAST_BAR) continue
    const bar = Math.min(MOST_BAR, Math.max(LEAST_BAR, rest - 2 - displayWidth(doing)))
    const words = fitText(doing, rest - 2 - bar, isRich ? '…' : '...')
    return `${words}  ${barOf(share, bar, isRich)}  ${facts}`
  }
  const bar = width - displayWidth(percent) - 1
  return bar < 5 ? percent.trim().slice(0, Math.max(0, width)) : `${barOf(share, bar, isRich)} ${percent}`
}

const LEAST_WORDS = 8
const LEAST_BAR = 10
const MOST_BAR = 30

function barOf(share: number, width: number, isRich: boolean): string {
  const full = Math.floor(share * width)
  return `${(isRich ? '█' : '#').repeat(full)}${(isRich ? '░' : '-').repeat(width - full)}`
}

/** Time as a person says it: `8 s`, `2 min 5 s`, `3 h 10 min`. */
function durationOf(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${number(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function columnsOf({ columns }: ProgressStream): number {
  return columns === undefined || columns < 1 ? 80 : columns
}
