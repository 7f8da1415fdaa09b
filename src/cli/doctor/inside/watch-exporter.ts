import { classOf, field, has } from './fields.ts'
import { guarded } from './guarded.ts'
import type { ExporterSeen } from './observation.ts'

interface Watched {
  exported: number
  exportedByFlush: number
  failed: number
  pending: number
  readonly reasons: Set<string>
}

interface ExportResult {
  readonly code?: unknown
  readonly error?: unknown
}
type Export = (items: unknown, done: (result: ExportResult) => void) => unknown

const watched = new WeakMap<object, Watched>()
const phase = { isFlushing: false }
const MOST_REASONS = 5

/** From now on, what is exported counts as what only the doctor's flush has brought out. */
export function startFlushing(): void {
  phase.isFlushing = true
}

/** Counts what an exporter is given from now on, and what becomes of it. */
export function watchExporter(exporter: object): void {
  if (watched.has(exporter)) return
  const counts: Watched = { exported: 0, exportedByFlush: 0, failed: 0, pending: 0, reasons: new Set() }
  watched.set(exporter, counts)
  const original = field(exporter, 'export') as Export
  guarded(() =>
    Object.defineProperty(exporter, 'export', {
      configurable: true,
      writable: true,
      value(this: unknown, items: unknown, done: (result: ExportResult) => void): unknown {
        const size = Array.isArray(items) ? items.length : 1
        counts.pending += size
        return original.call(this, items, (result) => {
          guarded(() => note(counts, size, result))
          done(result)
        })
      },
    }),
  )
}

/** Tells what is known of an exporter. */
export function describeExporter(exporter: object): ExporterSeen {
  const name = classOf(exporter)
  const counts = watched.get(exporter)
  return {
    name,
    kind: kindOf(name),
    url: findAddress(exporter),
    exported: counts?.exported ?? 0,
    exportedByFlush: counts?.exportedByFlush ?? 0,
    failed: counts?.failed ?? 0,
    pending: counts?.pending ?? 0,
    reasons: [...(counts?.reasons ?? [])],
  }
}

/** Tells whether something can export. */
export function isExporter(value: unknown): value is object {
  return has(value, 'export')
}

function note(counts: Watched, size: number, { code, error }: ExportResult): void {
  counts.pending -= size
  if (code === 0) {
    if (phase.isFlushing) counts.exportedByFlush += size
    else counts.exported += size
    return
  }
  counts.failed += size
  if (counts.reasons.size < MOST_REASONS) counts.reasons.add(reasonOf(error))
}

/** The status of the answer stands in `code`; of a group of failed connections the reason is the code alone. */
function reasonOf(error: unknown): string {
  const [message, code, data] = ['message', 'code', 'data'].map((name) => field(error, name))
  const text = typeof message === 'string' ? message : ''
  const known = typeof code === 'string' || typeof code === 'number' ? String(code) : ''
  const parts = [text.includes(known) ? '' : known, text, typeof data === 'string' ? data.slice(0, 200) : '']
  const reason = parts.filter((part) => part !== '').join(' ')
  return reason.replaceAll(/\s+/g, ' ').trim() || 'the exporter gave no reason'
}

function kindOf(name: string): ExporterSeen['kind'] {
  if (/^OTLP|OTLP.*Exporter/i.test(name)) return 'otlp'
  if (name.startsWith('Console')) return 'console'
  return name.startsWith('InMemory') ? 'memory' : 'other'
}

const ADDRESSES = ['url', 'address']
const INNER = [
  '_parameters',
  '_transport',
  '_delegate',
  '_otlpExporter',
  'delegate',
  'transport',
  '_exporter',
]

/** Where it sends to: OTLP exporters keep that some objects down. */
function findAddress(exporter: object, depth = 0): string | null {
  for (const name of ADDRESSES) {
    const value = field(exporter, name)
    if (typeof value === 'string' && value !== '') return value
  }
  if (depth > 5) return null
  for (const name of INNER) {
    const inner = field(exporter, name)
    const found = typeof inner === 'object' && inner !== null ? findAddress(inner, depth + 1) : null
    if (found !== null) return found
  }
  return null
}
