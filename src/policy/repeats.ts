import type { PolicyClock } from './clock.ts'
import type { CompiledRule, RepeatAction } from './compile-rule.ts'
import { createLru, type Lru } from './lru.ts'
import type { PolicyLogRecord } from './policy-item.ts'
import type { SummaryCounts } from './summary-record.ts'

/** What is known of the records with one key. */
interface Entry {
  readonly key: string
  readonly rule: CompiledRule
  /** Every rule that held for them: what these change is changed in a summary too. */
  readonly matched: readonly CompiledRule[]
  /** Since the summary before. */
  count: number
  suppressed: number
  firstMs: number
  lastMs: number
  last: PolicyLogRecord
  /** When its window began. */
  readonly startMs: number
  /** Since its beginning, for `everyN`. */
  total: number
  /** When there is something to be told of it; meaningless while there is nothing. */
  dueMs: number
}

/** What becomes of what was held back. */
export interface RepeatOutlet {
  summarise(last: PolicyLogRecord, matched: readonly CompiledRule[], counts: SummaryCounts): void
  /** Hands on the last record of `dedupe: 'last'`. */
  release(record: PolicyLogRecord, matched: readonly CompiledRule[]): void
  /** A record that was held as the last one was not. */
  supersede(record: PolicyLogRecord, rule: CompiledRule): void
  evicted(): void
}

/** Finds repetitions, and tells of them. */
export interface Repeats {
  /** Decides about a record. `held`: it is decided later. */
  admit(
    rule: CompiledRule,
    action: RepeatAction,
    key: string,
    record: PolicyLogRecord,
    matched: readonly CompiledRule[],
  ): 'pass' | 'suppress' | 'held'
  /** Tells whether the next record with this key would be let through, and counts nothing. */
  peek(rule: CompiledRule, action: RepeatAction, key: string): boolean
  /** Tells of everything that was held back, now. */
  flush(): void
  readonly pending: number
  dispose(): void
}

/** How often a window that never closes is told of. */
const OPEN_WINDOW_MS = 10_000

/** Creates it, in bounded memory; its timer runs only while there is something to tell. */
export function createRepeats(clock: PolicyClock, maxKeys: number, outlet: RepeatOutlet): Repeats {
  const byRule = new Map<CompiledRule, Lru<Entry>>()
  const pending = new Set<Entry>()
  let cancelTimer: (() => void) | undefined

  function entriesOf(rule: CompiledRule): Lru<Entry> {
    let entries = byRule.get(rule)
    if (entries === undefined) {
      entries = createLru<Entry>(maxKeys, (entry) => {
        outlet.evicted()
        tell(entry)
      })
      byRule.set(rule, entries)
    }
    return entries
  }

  function begin(
    rule: CompiledRule,
    key: string,
    record: PolicyLogRecord,
    matched: readonly CompiledRule[],
    now: number,
  ): Entry {
    const entry: Entry = {
      key,
      rule,
      matched,
      count: 1,
      suppressed: 0,
      firstMs: now,
      lastMs: now,
      last: record,
      startMs: now,
      total: 1,
      dueMs: 0,
    }
    entriesOf(rule).set(key, entry)
    return entry
  }

  function count(entry: Entry, record: PolicyLogRecord, now: number): void {
    if (entry.count === 0) entry.firstMs = now
    entry.count += 1
    entry.total += 1
    entry.lastMs = now
    entry.last = record
  }

  function suppress(entry: Entry, tellMs: number, now: number): 'suppress' {
    entry.suppressed += 1
    if (!pending.has(entry)) {
      entry.dueMs = now + tellMs
      awaitDue(entry)
    } else if (isDue(entry, now)) {
      // A loop that lets no timer run is told of all the same.
      tell(entry)
    }
    return 'suppress'
  }

  function awaitDue(entry: Entry): void {
    pending.add(entry)
    schedule()
  }

  function schedule(): void {
    if (cancelTimer !== undefined || pending.size === 0) return
    let due = Infinity
    for (const entry of pending) due = Math.min(due, entry.dueMs)
    cancelTimer = clock.after(Math.max(1, due - clock.now()), () => {
      cancelTimer = undefined
      const now = clock.now()
      for (const entry of Array.from(pending)) if (isDue(entry, now)) tell(entry)
      schedule()
    })
  }

  /** A window that goes on is told of when it closes, or now and then. */
  function isDue(entry: Entry, now: number): boolean {
    if (now < entry.dueMs) return false
    const action = entry.rule.repeats
    if (action?.kind !== 'coalesced' || action.mode === 'fixed' || isOver(entry, action, now)) return true
    const latest = entry.firstMs + Math.max(action.windowMs, OPEN_WINDOW_MS)
    if (now >= latest) return true
    entry.dueMs = Math.min(entry.lastMs + action.windowMs, latest)
    return false
  }

  /** Tells of what was held back since the last time, if anything was. */
  function tell(entry: Entry): void {
    pending.delete(entry)
    const { rule, matched, last, suppressed, firstMs, lastMs } = entry
    if (rule.repeats?.kind === 'duplicate' && rule.repeats.mode === 'last') {
      entriesOf(rule).delete(entry.key)
      outlet.release(last, matched)
      return
    }
    if (suppressed === 0) return
    const { count: total } = entry
    entry.count = 0
    entry.suppressed = 0
    outlet.summarise(last, matched, {
      kind: rule.repeats?.kind ?? 'duplicate',
      count: total,
      suppressed,
      firstMs,
      lastMs,
    })
  }

  function isOver(
    entry: Entry,
    { mode, windowMs }: Extract<RepeatAction, { kind: 'coalesced' }>,
    now: number,
  ): boolean {
    return now - (mode === 'fixed' ? entry.startMs : entry.lastMs) >= windowMs
  }

  function coalesce(
    rule: CompiledRule,
    action: Extract<RepeatAction, { kind: 'coalesced' }>,
    key: string,
    record: PolicyLogRecord,
    matched: readonly CompiledRule[],
  ): 'pass' | 'suppress' {
    const now = clock.now()
    const entry = entriesOf(rule).get(key)
    if (entry === undefined || isOver(entry, action, now)) {
      if (entry !== undefined) tell(entry)
      begin(rule, key, record, matched, now)
      return 'pass'
    }
    count(entry, record, now)
    const left = entry.startMs + action.windowMs - now
    return suppress(entry, action.mode === 'fixed' ? left : action.windowMs, now)
  }

  function dedupe(
    rule: CompiledRule,
    { mode, summaryMs }: Extract<RepeatAction, { kind: 'duplicate' }>,
    key: string,
    record: PolicyLogRecord,
    matched: readonly CompiledRule[],
  ): 'pass' | 'suppress' | 'held' {
    if (mode === 'off') return 'pass'
    const now = clock.now()
    const entry = entriesOf(rule).get(key)
    if (entry === undefined) {
      const begun = begin(rule, key, record, matched, now)
      if (mode !== 'last') return 'pass'
      begun.dueMs = now + summaryMs
      awaitDue(begun)
      return 'held'
    }
    if (mode === 'last') {
      const { last } = entry
      count(entry, record, now)
      outlet.supersede(last, rule)
      if (now >= entry.dueMs) tell(entry)
      return 'held'
    }
    count(entry, record, now)
    if (mode === 'first') return 'suppress'
    if (mode === 'summary') return suppress(entry, summaryMs, now)
    return (entry.total - 1) % mode.everyN === 0 ? 'pass' : 'suppress'
  }

  return {
    admit: (rule, action, key, record, matched) =>
      action.kind === 'coalesced'
        ? coalesce(rule, action, key, record, matched)
        : dedupe(rule, action, key, record, matched),
    peek(rule, action, key) {
      const entry = byRule.get(rule)?.peek(key)
      if (action.kind === 'duplicate') {
        if (action.mode === 'off') return true
        if (entry === undefined) return action.mode !== 'last'
        return typeof action.mode === 'object' && entry.total % action.mode.everyN === 0
      }
      return entry === undefined || isOver(entry, action, clock.now())
    },
    flush() {
      // Of those that there are now: who is told may emit more.
      for (const entry of Array.from(pending)) tell(entry)
      cancelTimer?.()
      cancelTimer = undefined
    },
    get pending() {
      return pending.size
    },
    dispose() {
      cancelTimer?.()
      cancelTimer = undefined
    },
  }
}
