import type { Audience } from '../src/record/catalog-definition.ts'
import { findCode } from '../src/record/catalog-registry.ts'
import type { DiagnosticEvent } from '../src/record/diagnostic-event.ts'
import { resolveText, type ResolvedText } from '../src/record/resolve-text.ts'

/** The catalog's words for the audience; the event's own where the catalog is not known in this process. */
export function textForAudience(event: DiagnosticEvent, audience: Audience): ResolvedText {
  const definition =
    event.code === null
      ? undefined
      : findCode(event.code, event.library.name, event.library.version ?? undefined)
  const own = {
    ...(event.title === null ? {} : { title: event.title }),
    message: event.message,
    ...(event.hint === null ? {} : { hint: event.hint }),
  }
  // Most codes have the same words for every reader.
  if (definition?.audience === undefined) return own
  const recorded = resolveText(definition, event.extra)
  // Somebody else's error with a code of ours, or a text that an older version of the catalog made: the recorded
  // words are what happened.
  if (recorded.message !== event.message) return own
  const resolved = resolveText(definition, event.extra, audience)
  // A hint that was handed in with the diagnostic wins over every hint of the catalog.
  const isOwnHint = event.hint !== null && event.hint !== recorded.hint
  return isOwnHint ? { ...resolved, hint: event.hint } : resolved
}
