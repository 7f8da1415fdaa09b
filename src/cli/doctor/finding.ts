import type { DiagnosticParams, ParamNames } from '../../catalog/catalog.ts'
import type { ParamValue } from '../../record/param-value.ts'
import { ownDiagnostics } from '../../setup/own-diagnostics.ts'
import type { DOCTOR_CODES } from '../../setup/doctor-codes.ts'

/** The codes of what the doctor finds; one is of setting up too. */
export type DoctorCode = keyof typeof DOCTOR_CODES | 'SMON-E115'

/** What is wrong, why, and what to do. */
export interface Finding {
  readonly code: string
  readonly level: 'error' | 'warn'
  readonly title: string
  readonly message: string
  readonly hint: string
  /** What was seen that shows it, one fact each. */
  readonly evidence: readonly string[]
  /** The exact next step. */
  readonly nextStep: NextStep
}

/** A step that a person or an agent can take as it stands. */
export interface NextStep {
  readonly kind: 'run' | 'set' | 'unset' | 'edit' | 'check'
  readonly text: string
}

/** What is in order, or worth knowing, in one line. */
export interface Note {
  readonly state: 'ok' | 'info'
  readonly text: string
}

/** What a part of the examination came to. */
export interface Examined {
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
}

/** The params of a code: each that its words name. */
type ParamsOf<Code extends DoctorCode> = Code extends keyof typeof DOCTOR_CODES
  ? DiagnosticParams<ParamNames<(typeof DOCTOR_CODES)[Code]>>
  : Readonly<Record<string, ParamValue>>

/** Creates a finding in the words of the catalog. */
export function createFinding<Code extends DoctorCode>(
  code: Code,
  params: ParamsOf<Code>,
  nextStep: NextStep,
  evidence: readonly string[] = [],
): Finding {
  const {
    level,
    title = code,
    message,
    hint = '',
  } = ownDiagnostics.resolve(code as 'SMON-E301', params as never)
  return { code, level: level === 'error' ? 'error' : 'warn', title, message, hint, evidence, nextStep }
}

/** Puts what explains others first, then the worst; of the same rank, in the order of the codes. One that was found twice is one. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map(findings.map((one) => [`${one.code} ${one.message}`, one]))
  return [...distinct.values()].toSorted(
    (one, other) =>
      rankOf(one) - rankOf(other) || compare(one.code, other.code) || compare(one.message, other.message),
  )
}

/** Whoever mends these needs not look at what follows from them. */
const CAUSES: ReadonlySet<string> = new Set<DoctorCode>(['SMON-E344', 'SMON-W326'])

function rankOf({ code, level }: Finding): number {
  if (CAUSES.has(code)) return 0
  return level === 'error' ? 1 : 2
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
