import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { safeStringify } from '../../record/safe-stringify.ts'
import { namedValues } from '../../redact/find/named-values.ts'
import { plainPresets, presetFinders } from '../../redact/find/preset-finders.ts'
import { isOpaque } from '../../redact/opaque.ts'
import { createQuickLook } from '../../redact/quick-look.ts'
import { plainName } from '../../redact/secret-names.ts'
import { asObject, asText } from '../read-fields.ts'
import type { BundleRedaction, BundleRedactOptions, RedactionMarks } from './bundle-redaction.ts'
import { checkKeys, checkPaths, checkPreset, compilePatterns } from './check-options.ts'
import { redactDocument } from './document-redaction.ts'
import { dropContextOf, isContextAttribute } from './drop-context.ts'
import { dropExtraOf, isExtraAttribute } from './drop-extra.ts'
import { withoutDetails, withoutRedactedParams } from './event-details.ts'
import { createEventRedaction } from './event-redaction.ts'
import { createKnownSecrets } from './known-secrets.ts'
import { createOtlpRedaction } from './otlp-redaction.ts'
import { createTally } from './redaction-counts.ts'
import { createTextRedaction, type RedactBundleText } from './text-redaction.ts'
import type { BundleRules } from './value-redaction.ts'
import { createWholeRules } from './whole-rules.ts'

const REPLACEMENT = '[REDACTED]'

/**
 * Makes what takes secrets out of a bundle; with the preset `none` and nothing else asked for, it takes out nothing.
 *
 * @throws RedactError if an option cannot be used.
 */
export function createBundleRedaction(options: BundleRedactOptions = {}): BundleRedaction {
  const { keys = [], paths = [], patterns = [], dropExtra = false, dropLocalPaths = false } = options
  const preset = checkPreset(options.preset ?? 'share')
  const dropContext = options.dropContext ?? preset === 'sensitive'
  const isNothingAsked =
    preset === 'none' &&
    [keys, paths, patterns].every(({ length }) => length === 0) &&
    !dropContext &&
    !dropExtra &&
    !dropLocalPaths

  const plain = preset === 'none' ? [] : plainPresets([preset])
  const hasSecrets = plain.includes('secrets')
  const isMachineHidden = preset === 'share' || preset === 'sensitive'
  const whole = createWholeRules({
    hasSecrets,
    hasSessions: plain.includes('sessions'),
    keys: checkKeys(keys),
    paths: checkPaths(paths),
  })
  const known = createKnownSecrets(REPLACEMENT)
  const tally = createTally((path) => text(path, undefined))
  let versionAtOpaque: number | undefined
  const text: RedactBundleText = createTextRedaction({
    finders: [...presetFinders(plain), ...(keys.length === 0 ? [] : [namedValues('keys', whole.isNamed)])],
    patterns: compilePatterns(patterns),
    hasLocalPaths: dropLocalPaths,
    replacement: REPLACEMENT,
    known,
    mayHaveAny: createQuickLook({
      names: keys.map(plainName),
      hasIps: plain.includes('ips'),
      hasPaths: dropLocalPaths,
      needles: known.needles,
    }),
    taken: tally.add,
    onOpaque: () => (versionAtOpaque ??= known.version),
  })
  const rules: BundleRules = { text, whole, known, taken: tally.add, replacement: REPLACEMENT, hasSecrets }
  const templates = new Map<string, string>()

  const redactEvent = createEventRedaction(rules)
  const redactOtlp = createOtlpRedaction(rules, {
    hasSecrets,
    isMachineHidden,
    isLeftOut: (name) => (dropContext && isContextAttribute(name)) || (dropExtra && isExtraAttribute(name)),
  })
  const redactPart = (part: object): object =>
    redactDocument(part as Readonly<Record<string, unknown>>, rules, { hasSecrets, isMachineHidden })

  function withoutDropped(event: DiagnosticEvent): DiagnosticEvent {
    const made = dropExtra ? dropExtraOf(event, (code) => templates.get(code), REPLACEMENT) : event
    const without = dropContext ? dropContextOf(made) : made
    return dropContext || dropExtra ? withoutDetails(without, isLeftOut, !dropExtra) : without
  }

  function isLeftOut(attribute: string): boolean {
    return (dropContext && isContextAttribute(attribute)) || (dropExtra && isExtraAttribute(attribute))
  }

  function redactWhole(event: DiagnosticEvent): DiagnosticEvent {
    const before = withoutDropped(event)
    const after = redactEvent(before)
    return event.otel === undefined ? after : withoutRedactedParams(before, after)
  }

  return {
    learn(part) {
      if (isNothingAsked) return
      const plainPart = asObject(JSON.parse(safeStringify(part)))
      const { catalogs } = plainPart
      for (const catalog of Array.isArray(catalogs) ? catalogs : []) {
        // A spool or a bundle that is damaged may have anything in it.
        for (const [code, definition] of Object.entries(asObject(asObject(catalog)['codes'])))
          templates.set(code, asText(asObject(definition)['message']) ?? code)
      }
      tally.silently(() => redactPart(plainPart))
    },
    event: (event) => (isNothingAsked ? event : redactWhole(event)),
    otlp: (document) => (isNothingAsked ? document : redactOtlp(document)),
    document: <Part extends object>(part: Part) => (isNothingAsked ? part : redactPart(part)) as Part,
    hasTraces: !dropContext,
    get late() {
      // Of what is opaque nobody can tell: it may have any that came after it.
      return known.needles.late + known.version - (versionAtOpaque ?? known.version)
    },
    mayBeIn: (line) => known.needles.mayBeIn(line) || (versionAtOpaque !== undefined && isOpaque(line)),
    mayBeInBytes: (bytes) => versionAtOpaque !== undefined || known.needles.mayBeInBytes(bytes),
    marks: (): RedactionMarks => ({
      preset,
      paths,
      keys,
      patterns: patterns.length,
      drop_context: dropContext,
      drop_extra: dropExtra,
      drop_local_paths: dropLocalPaths,
      replaced: tally.read(),
      not_looked_for: known.refused,
    }),
  }
}
