import { createRedactor } from '../../redact/create-redactor.ts'
import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import type { BundleRedaction, BundleRedactOptions } from './bundle-redaction.ts'

/** Makes what takes secrets out of a bundle; with the preset `none` and nothing else asked for, it takes out nothing. */
export function createBundleRedaction(options: BundleRedactOptions = {}): BundleRedaction {
  const { preset = 'share', paths = [], keys = [], patterns = [] } = options
  const { dropContext = false, dropExtra = false, dropLocalPaths = false } = options
  const redactor = createRedactor({ presets: preset === 'none' ? [] : [preset], paths, keys })
  return {
    event: (event) => redactor.value(event) as DiagnosticEvent,
    otlp: (document) => redactor.value(document) as object,
    document: <Part extends object>(part: Part) => redactor.value(part) as Part,
    marks() {
      const { total, byRule, byPath } = redactor.counts()
      return {
        preset,
        paths,
        keys,
        patterns: patterns.length,
        drop_context: dropContext,
        drop_extra: dropExtra,
        drop_local_paths: dropLocalPaths,
        replaced: { total, by_rule: byRule, by_path: byPath },
      }
    },
  }
}
