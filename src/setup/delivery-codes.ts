import type { CodeDefinition } from '../record/catalog-definition.ts'

/** What smonitor says of what it sends by OTLP. */
export const DELIVERY_CODES = {
  'SMON-W202': {
    level: 'warn',
    title: 'OTLP export failed',
    message: 'The OTLP endpoint {endpoint} did not take the {signal} of this program: {reason}.',
    hint: 'Check that a collector listens there, and OTEL_EXPORTER_OTLP_ENDPOINT. The program is not affected.',
  },
  'SMON-W230': {
    level: 'warn',
    title: 'Diagnostics not sent yet',
    message: '{endpoint} has not taken {what}; what is left is kept in {folder}.',
    hint: 'The next start from there with the same endpoint and service sends it. Where the endpoint has to be corrected, `smonitor replay {folder} --unsent --otlp URL` does.',
  },
  'SMON-W231': {
    level: 'warn',
    title: 'Diagnostics not kept for sending',
    message: 'Diagnostics that {endpoint} has not taken cannot be kept in {folder}: {reason}.',
    hint: 'Bring the endpoint back, or make room. Those that are lost by it are counted in report().',
  },
  'SMON-W232': {
    level: 'warn',
    title: 'Telemetry dropped',
    message:
      '{endpoint} takes the {signal} of this program more slowly than they come: the queue is full, and what does not fit is dropped.',
    hint: 'Look whether it is there and fast enough; {setting} makes the queue longer. report() counts what was dropped.',
  },
  'SMON-W233': {
    level: 'warn',
    title: 'Unsent diagnostics for another endpoint',
    message:
      'Earlier runs have left {unsent} that this program does not send, since they are for another endpoint or service ({targets}). They are kept in {folders}.',
    hint: 'Send those of one run with `smonitor replay {folder} --unsent --otlp URL`, or delete its folder.',
  },
  'SMON-W234': {
    level: 'warn',
    title: 'Unsent diagnostics deleted',
    message:
      '{lost} diagnostics of earlier runs in {folder} that no endpoint had taken are deleted: they were older than 14 days, or took more than they may.',
    hint: 'Look with `smonitor runs` whether more is left, and send it with `smonitor replay --unsent`; spool.maxBytes lets it take more.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
