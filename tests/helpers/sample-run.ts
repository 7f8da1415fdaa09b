import type { RunInfo } from '../../src/bundle/manifest.ts'

/** Makes what is known of a run. */
export function sampleRun(fields: Partial<RunInfo> = {}): RunInfo {
  return {
    run_id: 'r1',
    session_id: 's1',
    started_at: '2026-03-01T10:00:00.000Z',
    service_name: 'shop',
    entry: 'app.mjs',
    pid: 4711,
    profile: 'user',
    runtime: { name: 'node', version: '24.0.0' },
    platform: { os: 'Linux', release: '6.1', arch: 'x64' },
    ...fields,
  }
}
