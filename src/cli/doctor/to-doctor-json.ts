import { toLogfmt } from '../../../exporters/console/logfmt.ts'
import type { Finding } from './finding.ts'
import { describeStep, type Diagnosis } from './render-findings.ts'

/** A diagnosis for programs, of the schema `smonitor.doctor/1`. */
export function toDoctorJson({ findings, notes, command, cwd }: Diagnosis): Record<string, unknown> {
  return {
    schema: 'smonitor.doctor/1',
    is_healthy: findings.length === 0,
    cwd,
    command: command.length === 0 ? null : command,
    findings: findings.map(toFindingJson),
    notes,
  }
}

/**
 * A diagnosis for an agent: a line of logfmt for each finding, the worst first, and one that sums up. The same for the
 * same findings, byte for byte: what differs from run to run, such as trace ids, is in the notes alone.
 */
export function toDoctorLines({ findings }: Diagnosis): string {
  const lines = findings.map(({ code, level, message, evidence, hint, nextStep }) =>
    toLogfmt([
      ['code', code],
      ['level', level === 'error' ? 'ERROR' : 'WARNING'],
      ['message', message],
      ['evidence', evidence.length === 0 ? null : evidence.join(' | ')],
      ['fix', hint],
      ['next_step', describeStep(nextStep)],
    ]),
  )
  const sum = toLogfmt([
    ['schema', 'smonitor.doctor/1'],
    ['healthy', String(findings.length === 0)],
    ['findings', String(findings.length)],
  ])
  return [...lines, sum, ''].join('\n')
}

function toFindingJson({
  code,
  level,
  title,
  message,
  hint,
  evidence,
  nextStep,
}: Finding): Record<string, unknown> {
  return { code, level, title, message, fix: hint, next_step: describeStep(nextStep), evidence }
}
