import type { BundleInput } from '../../src/bundle/bundle-input.ts'
import { sampleEvent } from './sample-event.ts'
import { sampleRun } from './sample-run.ts'

/** The names that stand for each form. */
export const FORM_NAMES = ['bundle', 'bundle.json', 'bundle.jsonl', 'bundle.tar.gz', 'bundle.tgz'] as const

/** A document of OTLP JSON, as far as a bundle looks at it. */
export const spans = (name: string): object => ({ resourceSpans: [{ scopeSpans: [{ spans: [{ name }] }] }] })

/** What a bundle is written from, with an event for each message. */
export function sampleInput(messages: readonly string[], fields: Partial<BundleInput> = {}): BundleInput {
  return {
    run: sampleRun(),
    end: { ended_at: '2026-03-01T10:01:00.000Z', exit_code: 0, signal: null },
    catalogs: [],
    events: messages.map((message) => sampleEvent({ message })),
    ...fields,
  }
}
