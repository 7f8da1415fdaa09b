/** The packages that an instrumentation is for, where its name does not say. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  'aws-lambda': [],
  'aws-sdk': ['aws-sdk', '@aws-sdk/client-s3', '@smithy/smithy-client'],
  'cassandra-driver': ['cassandra-driver'],
  fs: [],
  dns: [],
  http: [],
  net: [],
  grpc: ['@grpc/grpc-js'],
  hapi: ['@hapi/hapi'],
  'nestjs-core': ['@nestjs/core'],
  redis: ['redis', '@redis/client'],
  'runtime-node': [],
  // By a diagnostics channel, in any order.
  undici: [],
}

const PREFIX = '@opentelemetry/instrumentation-'

/** The packages that an instrumentation has to come before. */
export function targetsOf(instrumentation: string): readonly string[] {
  if (instrumentation === '@fastify/otel') return []
  if (!instrumentation.startsWith(PREFIX)) return []
  const name = instrumentation.slice(PREFIX.length)
  return Object.hasOwn(TARGETS, name) ? (TARGETS[name] ?? []) : [name]
}
