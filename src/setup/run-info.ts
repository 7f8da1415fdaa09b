import { randomUUID } from 'node:crypto'
import { arch, release, type as osType } from 'node:os'
import { basename } from 'node:path'
import type { RunInfo } from '../bundle/manifest.ts'

/** Describes this run, without anything that could be secret: no arguments, no environment. */
export function describeRun(options: {
  readonly runId: string | undefined
  readonly serviceName: string | undefined
  readonly profile: string
}): RunInfo {
  const entry = process.argv[1]
  return {
    run_id: options.runId ?? createId(),
    session_id: createId(),
    started_at: new Date(Date.now() - process.uptime() * 1000).toISOString(),
    service_name: options.serviceName ?? process.env['OTEL_SERVICE_NAME'] ?? '',
    entry: entry === undefined ? null : basename(entry),
    pid: process.pid,
    profile: options.profile,
    runtime: { name: 'node', version: process.versions.node },
    platform: { os: osType(), release: release(), arch: arch() },
  }
}

/** Creates the id of a run or session: 32 hex digits. */
export function createId(): string {
  return randomUUID().replaceAll('-', '')
}
