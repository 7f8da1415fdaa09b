import type { CodeDefinition } from '../src/record/catalog-definition.ts'

/** The codes of smonitor's own catalog that are about setting sinks up. */
export const SINK_CODES = {
  'SMON-E108': {
    level: 'error',
    title: 'File not opened',
    message: 'The file {path} cannot be opened for diagnostics: {reason}.',
    hint: 'Choose a file in a folder that can be written to, with the option json or SMONITOR_JSON.',
  },
  'SMON-E120': {
    level: 'error',
    title: 'Unknown sink',
    message: '{setting} names the sink "{name}", which does not exist.',
    hint: 'Use {allowed}.',
  },
  'SMON-E121': {
    level: 'error',
    title: 'Sink setting not valid',
    message: '{setting} is not valid: {reason}.',
    hint: 'Use {allowed}.',
  },
  'SMON-E122': {
    level: 'error',
    title: 'OTLP serialisers missing',
    message:
      'OTLP files need the package {name}, which was not found beside smonitor, the program or their OpenTelemetry SDK.',
    hint: 'Install it with `npm install {name}`.',
  },
} as const satisfies Readonly<Record<string, CodeDefinition>>
