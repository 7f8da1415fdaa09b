import type { RunFacts, SpooledRun } from '../../bundle/manifest.ts'
import type { RuleRedactor } from '../../policy/rule-redactor.ts'
import { withoutPatterns } from '../../policy/rule-redactor.ts'
import { describeConfig } from '../describe-config.ts'
import { describeEnv, describeProcess } from '../describe-process.ts'
import { describeResource, whenComplete } from '../describe-resource.ts'
import type { Settings } from '../options.ts'
import { redactInfo } from '../redact-info.ts'
import type { RunReport } from '../report/run-report.ts'
import { rulesOf } from '../rules-of.ts'
import { describeRun } from '../run-info.ts'

/** What is known of the run, which grows while it goes on. */
export interface KnownRun {
  readonly runId: string
  readonly sessionId: string
  /** What was told of it, for nobody but the program itself. */
  info(): SpooledRun
  /** The same, as others may see it. */
  shown(): SpooledRun
  /** The same with all of the environment, for a bundle whose redaction knows of it. */
  shownWithWholeEnv(): SpooledRun
  /** The environment, as others may see it. */
  shownEnv(): Readonly<Record<string, string>>
  /** Learns the resource, which is the same on every record and span. */
  learnResource(item: unknown): void
  /** Takes other settings. */
  apply(settings: Settings): void
}

/** Options of {@link createKnownRun}. */
export interface KnownRunOptions {
  readonly redactor: () => RuleRedactor | undefined
  /** Told that something more is known. */
  readonly onLearned: (shown: SpooledRun) => void
}

/** Begins with what the settings and the process say. */
export function createKnownRun(initial: Settings, { redactor, onLearned }: KnownRunOptions): KnownRun {
  let info: SpooledRun = {
    ...describeRun(initial),
    process: describeProcess(process.env),
    ...describeSettings(initial),
  }

  const shown = (known = info): SpooledRun => redactInfo(known, redactor())

  function describe(item: unknown): void {
    const otel = describeResource(item)
    if (otel === undefined) return
    info = { ...info, otel }
    onLearned(shown())
  }

  return {
    runId: info.run_id,
    sessionId: info.session_id,
    info: () => info,
    shown: () => shown(),
    // What is not kept on disk while the program runs may be in a bundle.
    shownWithWholeEnv: () =>
      shown({ ...info, process: { ...describeProcess(process.env), env: describeEnv(process.env) } }),
    shownEnv() {
      const env = describeEnv(process.env)
      const redacted = redactor()?.value(env, ['process', 'env']) ?? env
      return typeof redacted === 'object' ? (redacted as Readonly<Record<string, string>>) : {}
    },
    learnResource(item) {
      if (info.otel !== undefined) return
      describe(item)
      whenComplete(item, () => describe(item))
    },
    apply(settings) {
      info = {
        ...info,
        profile: settings.profile,
        service_name: settings.serviceName ?? info.service_name,
        ...describeSettings(settings),
      }
      onLearned(shown())
    },
  }
}

/** A bundle has the events themselves. */
export function withoutEvents(report: RunReport): RunFacts['report'] {
  const { blocking_incidents: _blocking, actionable_incidents: _actionable, ...rest } = report
  return { ...rest }
}

/** The settings, and the rules that they stand for. */
function describeSettings(settings: Settings): Pick<RunFacts, 'config' | 'policy'> {
  return { config: describeConfig(settings), policy: { rules: withoutPatterns(rulesOf(settings)) } }
}
