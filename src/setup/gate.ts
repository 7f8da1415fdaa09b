import type { DiagnosticEvent } from '../record/diagnostic-event.ts'

/** What decides, before any sink, whether a diagnostic is taken. */
export interface GateSettings {
  readonly isEnabled: boolean
  /** Sources that are kept quiet: each itself, and what is below it after a dot. */
  readonly silence: readonly string[]
  /** What a diagnostic without a correlation id belongs to. */
  readonly correlationId: string | undefined
}

/** What the gate made of a diagnostic. */
export type Verdict =
  | { readonly outcome: 'accepted'; readonly event: DiagnosticEvent }
  | { readonly outcome: 'disabled' }
  /** `by` is the entry of the setting that the source fell under. */
  | { readonly outcome: 'silenced'; readonly by: string }

/** Decides about diagnostics as the settings say. */
export interface Gate {
  judge(event: DiagnosticEvent): Verdict
  /** The entry of `silence` that a source falls under. */
  silencedBy(source: string): string | undefined
}

/** Creates a gate, with the settings made ready once: what it costs does not grow with the length of `silence`. */
export function createGate({ isEnabled, silence, correlationId }: GateSettings): Gate {
  const quiet = new Set(silence)

  function silencedBy(source: string): string | undefined {
    if (quiet.size === 0) return undefined
    for (let dot = source.indexOf('.'); dot >= 0; dot = source.indexOf('.', dot + 1)) {
      const owner = source.slice(0, dot)
      if (quiet.has(owner)) return owner
    }
    return quiet.has(source) ? source : undefined
  }

  return {
    judge(event) {
      if (!isEnabled) return { outcome: 'disabled' }
      const by = silencedBy(event.source)
      if (by !== undefined) return { outcome: 'silenced', by }
      const isComplete = correlationId === undefined || event.correlation_id !== null
      return { outcome: 'accepted', event: isComplete ? event : { ...event, correlation_id: correlationId } }
    },
    silencedBy,
  }
}
