import type { NotEmitted } from './check-completeness.ts'

/** The names whose features are still to come. It can only shrink: a name that a test emits must leave it. */
export const NOT_EMITTED_YET: readonly NotEmitted[] = [
  {
    reason: 'Slow signals are not told of yet.',
    names: ['smonitor.signal.slow', 'smonitor.duration_ms', 'smonitor.threshold_ms'],
  },
  {
    reason: 'Test triage does not exist yet.',
    names: [
      'smonitor.test.failure',
      'smonitor.test.id',
      'smonitor.test.phase',
      'smonitor.test.assert_excerpt',
      'smonitor.test.attempt',
      'smonitor.test.duration_ms',
      'smonitor.test.flaky',
    ],
  },
  {
    reason: 'Runs do not sum themselves up yet.',
    names: ['smonitor.run.summary'],
  },
]
