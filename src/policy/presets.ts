import type { PolicyRule } from './rule.ts'

/** Paths that load balancers and orchestrators ask for, all day long. */
const HEALTH_PATHS = [
  '/health',
  '/healthz',
  '/health/live',
  '/health/ready',
  '/healthcheck',
  '/livez',
  '/readyz',
  '/live',
  '/ready',
  '/ping',
  '/_health',
  '/-/healthy',
  '/-/ready',
  '/actuator/health',
]

const SPAN_FAILED = { 'span.status': 'error' } as const

/**
 * Rules for the noise that auto-instrumentation makes for everybody. What failed always stays.
 *
 * The scopes are the names of the packages that make the spans.
 */
const PRESETS: Readonly<Record<string, readonly PolicyRule[]>> = {
  'node-fs': [
    {
      id: 'preset node-fs',
      on: 'span',
      when: { library: '@opentelemetry/instrumentation-fs', not: SPAN_FAILED },
      drop: true,
    },
  ],
  dns: [
    {
      id: 'preset dns',
      on: 'span',
      when: { library: '@opentelemetry/instrumentation-dns', not: SPAN_FAILED },
      drop: true,
    },
  ],
  'health-checks': [
    {
      id: 'preset health-checks',
      on: 'span',
      when: {
        'span.kind': 'server',
        any: [
          { 'attributes.http.route': { in: HEALTH_PATHS } },
          { 'attributes.url.path': { in: HEALTH_PATHS } },
          // Before semantic conventions 1.23; with what is asked for behind it.
          { 'attributes.http.target': { in: HEALTH_PATHS } },
        ],
        not: SPAN_FAILED,
      },
      drop: true,
    },
  ],
}

/** The names of the presets. */
export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS)

/** Puts the rules of presets where a rule names them. */
export function expandPresets(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  return rules.flatMap((rule) =>
    rule.presets === undefined
      ? [rule]
      : rule.presets
          .flatMap((name) => PRESETS[name] ?? [])
          .map((preset) => (rule.enabled === false ? { ...preset, enabled: false } : preset)),
  )
}
