import { toSafeLine } from '../../record/sanitise.ts'
import type { Endpoint } from './endpoint.ts'
import type { ReplaySource } from './replay-source.ts'
import type { ReplayOutcome, SignalOutcome } from './send-all.ts'
import { countItems, countOf, type Signal } from './signals.ts'

/** Says what would be sent. @throws what reading it throws */
export function renderPlan(
  source: ReplaySource,
  endpoint: Endpoint,
  { json, done }: { readonly json: boolean; readonly done: (signal: Signal) => number },
): string {
  const plan = source.signals.map((signal) => {
    const skipped = done(signal)
    const sums = { signal, requests: 0, items: 0, bytes: 0, before: 0 }
    let at = 0
    for (const document of source.documents(signal)) {
      at += 1
      const items = countItems(document)
      if (at <= skipped) sums.before += items
      else {
        sums.requests += 1
        sums.items += items
        sums.bytes += Buffer.byteLength(document)
      }
    }
    return sums
  })
  if (json)
    return toLine({
      schema: SCHEMA,
      source: source.title,
      endpoint: endpoint.shown,
      dry_run: true,
      signals: plan,
    })
  const lines = plan.map(({ signal, requests, items, bytes, before }) => {
    const many = `${requests} ${requests === 1 ? 'request' : 'requests'}, ${sizeOf(bytes)} before compression`
    const earlier = before === 0 ? '' : `; sent before: ${countOf(signal, before)}`
    return `  ${countOf(signal, items)} to ${hide(endpoint.urlOf(signal))}: ${many}${earlier}`
  })
  return toText([
    `Nothing is sent. Of ${source.title} would be:`,
    ...(lines.length === 0 ? ['  nothing: there is nothing in it'] : lines),
    ...notesOf(source),
  ])
}

/** Says what was sent, to a person. */
export function renderOutcome(source: ReplaySource, endpoint: Endpoint, outcome: ReplayOutcome): string {
  const { signals, stopped } = outcome
  const isNothing = signals.every((one) => total(one) === 0)
  const first =
    isNothing && stopped === undefined
      ? `There is nothing to send in ${source.title}.`
      : `${stopped === undefined ? 'Sent' : 'Stopped while sending'} ${source.title} to ${endpoint.shown}:`
  return toText([
    first,
    ...signals.filter((one) => total(one) > 0).flatMap(describe),
    ...(stopped === undefined ? [] : ['  The same command goes on from here.']),
    ...(source.isGrowing
      ? [
          '  The program still runs: what it says from now on is not in this; another replay sends all of it again.',
        ]
      : []),
    ...notesOf(source),
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

function notesOf(source: ReplaySource): string[] {
  return source.notes().map((note) => `  Note: ${note}`)
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
