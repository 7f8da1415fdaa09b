import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from './endpoint.ts'
import { postDocument, type Answer, type Post } from './post-document.ts'
import type { ReplaySource } from './replay-source.ts'
import type { ReplayState } from './replay-state.ts'
import { countItems, type Signal } from './signals.ts'

/** What became of the records, spans or metrics of a signal. */
export interface SignalOutcome {
  readonly signal: Signal
  sent: number
  /** Sent by an earlier replay. */
  before: number
  /** What the endpoint did not take of what it got. */
  rejected: number
  /** What it takes nothing of. */
  unsupported: number
  /** What it said about that, once each. */
  readonly reasons: Set<string>
}

/** How it ended. */
export interface ReplayOutcome {
  readonly signals: readonly SignalOutcome[]
  /** Why it stopped before the end; `undefined` when it did not. */
  readonly stopped?: { readonly kind: 'gave up' | 'forbidden' | 'interrupted'; readonly reason: string }
}

/** What {@link sendAll} needs. */
export interface SendOptions {
  readonly endpoint: Endpoint
  readonly state: ReplayState
  /** Records, spans and metrics a second; `undefined` sends as fast as they are taken. */
  readonly rate: number | undefined
  /** The longest time without an answer that takes something. */
  readonly patienceMs: number
  readonly abort: AbortSignal
  /** Told of so many more that need not be thought of any more: sent, refused, or not taken by anybody. */
  readonly onDone: (items: number) => void
  readonly onWait: (reason: string, waitMs: number) => void
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
const LONGEST_TIMEOUT_MS = 30_000
/** Whoever does not want to wait wants an answer all the same. */
const SHORTEST_TIMEOUT_MS = 1000

/** Sends everything, a request after the other, and goes on where an earlier replay stopped. Never rejects. */
export async function sendAll(source: ReplaySource, options: SendOptions): Promise<ReplayOutcome> {
  const { endpoint, state, rate, abort } = options
  const signals: SignalOutcome[] = []
  try {
    for (const signal of source.signals) {
      const outcome: SignalOutcome = {
        signal,
        sent: 0,
        before: 0,
        rejected: 0,
        unsupported: 0,
        reasons: new Set(),
      }
      signals.push(outcome)
      const skipped = state.done(signal)
      let at = 0
      for (const body of source.documents(signal)) {
        at += 1
        const items = countItems(body)
        if (at <= skipped) {
          outcome.before += items
          continue
        }
        // Not advanced: somebody may have it taken another time.
        if (outcome.unsupported > 0) {
          outcome.unsupported += items
          options.onDone(items)
          continue
        }
        const started = performance.now()
        const answer = await postUntilAnswered(
          { url: endpoint.urlOf(signal), signal, headers: endpoint.headersOf(signal), body, abort },
          options,
        )
        if (answer.kind === 'later' || answer.kind === 'forbidden')
          return stop(answer.kind === 'later' ? 'gave up' : 'forbidden', answer.reason)
        note(outcome, answer, items)
        if (answer.kind !== 'unsupported') state.advance(signal)
        options.onDone(items)
        const restMs = rate === undefined ? 0 : (items / rate) * 1000 - (performance.now() - started)
        if (restMs > 0) await sleep(restMs, undefined, { signal: abort })
      }
    }
    return { signals }
  } catch (error) {
    if (!abort.aborted) throw error
    return stop('interrupted', '')
  } finally {
    state.save()
  }

  function stop(kind: 'gave up' | 'forbidden' | 'interrupted', reason: string): ReplayOutcome {
    return { signals, stopped: { kind, reason } }
  }
}

function note(outcome: SignalOutcome, answer: Answer, items: number): void {
  if (answer.kind === 'taken') {
    const rejected = Math.min(items, answer.rejected)
    outcome.sent += items - rejected
    outcome.rejected += rejected
  } else if (answer.kind === 'unsupported') outcome.unsupported += items
  else outcome.rejected += items
  if (answer.reason !== '') outcome.reasons.add(answer.reason)
}

/** Waits as long as the endpoint asks for, and else longer each time, a part of it by chance. */
async function postUntilAnswered(
  post: Omit<Post, 'timeoutMs'>,
  { abort, patienceMs, onWait }: SendOptions,
): Promise<Answer> {
  const giveUpAt = performance.now() + patienceMs
  const leftMs = (): number => Math.max(SHORTEST_TIMEOUT_MS, Math.ceil(giveUpAt - performance.now()))
  for (let attempt = 0; ; attempt += 1) {
    const answer = await postDocument({ ...post, timeoutMs: Math.min(LONGEST_TIMEOUT_MS, leftMs()) })
    if (answer.kind !== 'later') return answer
    const backoffMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt) * (0.5 + Math.random() / 2)
    const waitMs = answer.retryAfterMs ?? backoffMs
    if (performance.now() + waitMs > giveUpAt) return answer
    onWait(answer.reason, waitMs)
    await sleep(waitMs, undefined, { signal: abort })
  }
}
