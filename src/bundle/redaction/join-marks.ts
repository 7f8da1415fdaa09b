import { asCount, asObject, asText, asTexts } from '../read-fields.ts'
import { BUNDLE_REDACT_PRESETS, type BundleRedactPreset, type RedactionMarks } from './bundle-redaction.ts'

/**
 * Joins what was taken out of a bundle with what was taken out before, of the one that it is made of: what is gone stays
 * gone, whatever is asked for now. The counts are those of this time.
 *
 * @param before - As it was read: `null` where nobody said, and of anybody.
 */
export function joinMarks(before: RedactionMarks | null | undefined, now: RedactionMarks): RedactionMarks {
  const earlier = asObject(before)
  const preset = presetOf(before)
  if (before === null || before === undefined || preset === undefined) return now
  return {
    preset: strengthOf(preset) > strengthOf(now.preset) ? preset : now.preset,
    paths: union(asTexts(earlier['paths']), now.paths),
    keys: union(asTexts(earlier['keys']), now.keys),
    patterns: asCount(earlier['patterns']) + now.patterns,
    drop_context: earlier['drop_context'] === true || now.drop_context,
    drop_extra: earlier['drop_extra'] === true || now.drop_extra,
    drop_local_paths: earlier['drop_local_paths'] === true || now.drop_local_paths,
    replaced: now.replaced,
    not_looked_for: Math.max(asCount(earlier['not_looked_for']), now.not_looked_for),
  }
}

/** The preset that something was redacted by; `undefined` where it was not, or nobody said. */
export function presetOf(marks: RedactionMarks | null | undefined): BundleRedactPreset | undefined {
  const said = asText(asObject(marks)['preset'])
  return BUNDLE_REDACT_PRESETS.find((preset) => preset === said)
}

const STRENGTH: Readonly<Record<BundleRedactPreset, number>> = { none: 0, ci: 1, share: 2, sensitive: 3 }

function strengthOf(preset: BundleRedactPreset): number {
  return STRENGTH[preset]
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])]
}
