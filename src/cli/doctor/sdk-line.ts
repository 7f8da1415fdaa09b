// sdk-node and the exporters are numbered apart from the rest: 0.300 is the first release of line 3.
const FIRST_OF_3 = 300
const FIRST_OF_2 = 200

const STABLE = /^@opentelemetry\/(?:sdk-trace(?:-base|-node|-web)?|sdk-metrics)$/
const EXPERIMENTAL = /^@opentelemetry\/(?:sdk-node|sdk-logs)$/

/** The line of the OTel SDK that a package is of, `undefined` for one that is not part of the SDK itself. */
export function sdkLineOf(name: string, version: string): 1 | 2 | 3 | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (STABLE.test(name)) return lineOf(major)
  if (!EXPERIMENTAL.test(name)) return undefined
  if (major > 0) return lineOf(major)
  return minor >= FIRST_OF_3 ? 3 : minor >= FIRST_OF_2 ? 2 : 1
}

function lineOf(major: number): 1 | 2 | 3 {
  return major >= 3 ? 3 : major === 2 ? 2 : 1
}
