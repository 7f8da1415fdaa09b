import { toSafeLine } from '../../record/sanitise.ts'
import type { Endpoint } from './endpoint.ts'
import type { ReplaySource } from './replay-source.ts'
import type { ReplayOutcome, SignalOutcome } from './send-all.ts'
import { countOf } from './signals.ts'
import type { Survey } from './survey.ts'

/** Says what would be sent, and where to, if that is known. */
export function renderPlan(
  source: ReplaySource,
  endpoint: Endpoint | undefined,
  { signals, notes }: Survey,
  json: boolean,
): string {
  if (json)
    return toLine({
      schema: SCHEMA,
      source: source.title,
      endpoint: endpoint?.shown ?? null,
      dry_run: true,
      signals,
      notes,
    })
  const lines = signals.map(({ signal, requests, items, bytes, before }) => {
    const many = `${requests} ${requests === 1 ? 'request' : 'requests'}, ${sizeOf(bytes)} before compression`
    const earlier = before === 0 ? '' : `; sent before: ${countOf(signal, before)}`
    const to = endpoint === undefined ? '' : ` to ${hide(endpoint.urlOf(signal))}`
    return `  ${countOf(signal, items)}${to}: ${many}${earlier}`
  })
  return toText([
    `Nothing is sent. Of ${source.title} would be:`,
    ...(lines.length === 0 ? ['  nothing: there is nothing in it'] : lines),
    ...notesOf(notes),
    ...(endpoint === undefined
      ? ['  Where to is not said, so neither is what was sent there before: give --otlp.']
      : []),
  ])
}

/** Says what is wrong with what is about to be sent; `''` where that is nothing. */
export function renderDamage({ notes }: Survey): string {
  return notes.length === 0 ? '' : toText(['Before anything is sent:', ...notesOf(notes)])
}

/** Says what was sent, to a person; not the notes that were told before. */
export function renderOutcome(
  source: ReplaySource,
  endpoint: Endpoint,
  outcome: ReplayOutcome,
  told: readonly string[],
): string {
  const { signals, stopped } = outcome
  const isNothing = signals.every((one) => total(one) === 0)
  const first =
    isNothing && stopped === undefined
      ? `There is nothing to send in ${source.title}.`
      : headOf(source.title, endpoint.shown, outcome)
  return toText([
    first,
    ...signals.filter((one) => total(one) > 0).flatMap(describe),
    ...(stopped === undefined ? [] : ['  The same command goes on from here.']),
    ...(source.isGrowing
      ? [
          '  The program still runs: what it says from now on is not in this; another replay sends all of it again.',
        ]
      : []),
    ...notesOf(source.notes().filter((note) => !told.includes(note))),
  ])
}

/** Says what was sent, to a program. */
export function toJson(
  source: ReplaySource,
  endpoint: Endpoint,
  { signals, stopped }: ReplayOutcome,
): string {
  return toLine({
    schema: SCHEMA,
    source: source.title,
    endpoint: endpoint.shown,
    dry_run: false,
    complete: stopped === undefined,
    stopped: stopped?.kind ?? null,
    signals: signals.map(({ reasons, before, ...one }) => ({
      ...one,
      sent_before: before,
      reasons: [...reasons],
    })),
    notes: source.notes(),
  })
}

const SCHEMA = 'smonitor.replay/1'

function headOf(title: string, to: string, { signals, stopped }: ReplayOutcome): string {
  if (stopped !== undefined) return `Stopped while sending ${title} to ${to}:`
  const isTaken = signals.some(({ sent, before }) => sent + before > 0)
  return isTaken ? `Sent ${title} to ${to}:` : `Nothing of ${title} was taken by ${to}:`
}

function total({ sent, before, rejected, unsupported }: SignalOutcome): number {
  return sent + before + rejected + unsupported
}

function describe({ signal, sent, before, rejected, unsupported, reasons }: SignalOutcome): string[] {
  const parts = [
    ...(sent > 0 || (before === 0 && unsupported === 0) ? [`${countOf(signal, sent)} sent`] : []),
    ...(before > 0 ? [`${countOf(signal, before)} sent before`] : []),
    ...(rejected > 0 ? [`${countOf(signal, rejected)} refused`] : []),
    ...(unsupported > 0 ? [`${countOf(signal, unsupported)} not sent`] : []),
  ]
  return [`  ${parts.join(', ')}`, ...[...reasons].slice(0, MAX_REASONS).map((reason) => `    ${reason}`)]
}

const MAX_REASONS = 5

function notesOf(notes: readonly string[]): string[] {
  return notes.map((note) => `  Note: ${note}`)
}

/** What follows `?` may be a key. */
function hide(url: string): string {
  return url.replace(/\?.*$/, '')
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function toText(lines: readonly string[]): string {
  return `${lines.map(toSafeLine).join('\n')}\n`
}

function toLine(value: object): string {
  return `${toSafeLine(JSON.stringify(value))}\n`
}
