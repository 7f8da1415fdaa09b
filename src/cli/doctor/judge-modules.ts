import { createFinding, type Finding } from './finding.ts'
import { severalCopies } from './examine-packages.ts'
import type { LoadedPackage, Observation } from './inside/observation.ts'
import { targetsOf } from './instrumented.ts'

/** Judges in which order packages were loaded, and how: an instrumentation has to come before what it is for. */
export function judgeModules({ packages, hookAt, seesEsModules }: Observation): Finding[] {
  const own = packages.filter(({ name }) => name === 'smonitor')
  const evidence = own.map(({ version, folder }) => `${version} in ${folder}`)
  return [
    ...(own.length > 1 ? [severalCopies(own, 'loaded', evidence)] : []),
    ...packages.flatMap((instrumentation) => {
      const targets = targetsOf(instrumentation.name)
      return (
        packages
          // What OpenTelemetry sends by is not what a program is looked into for.
          .filter(({ name, isForOtelOnly }) => targets.includes(name) && !isForOtelOnly)
          .flatMap((target) => judgeTarget(target, instrumentation, seesEsModules ? hookAt : undefined))
      )
    }),
  ]
}

/** @param hookAt - `undefined` where nobody could see whether there was a hook. */
function judgeTarget(
  target: LoadedPackage,
  instrumentation: LoadedPackage,
  hookAt: number | null | undefined,
): Finding[] {
  const evidence = [target, instrumentation]
    .toSorted((one, other) => one.at - other.at)
    .map(
      ({ name, version, parent, how }, at) =>
        `${at + 1}. ${name} ${version}, by ${how}${parent === null ? '' : ` from ${parent}`}`,
    )
  if (target.how === 'require') {
    if (target.at > instrumentation.at) return []
    return [
      createFinding(
        'SMON-E336',
        { name: target.name, instrumentation: instrumentation.name },
        { kind: 'run', text: 'node --require ./otel.cjs app.js' },
        evidence,
      ),
    ]
  }
  if (hookAt === undefined || (hookAt !== null && hookAt < target.at)) return []
  return [
    createFinding(
      'SMON-W337',
      { names: target.name, instrumentation: instrumentation.name },
      {
        kind: 'edit',
        text: "import { register } from 'node:module'; register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)",
      },
      [
        ...evidence,
        hookAt === null ? 'no hook was registered' : 'the hook was registered after it was loaded',
      ],
    ),
  ]
}
