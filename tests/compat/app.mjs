// Run by scripts/test-compat.ts on each Node version, from a project with the packed package installed.
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { DiagnosticError, defineCatalog, emit, signal, span } from 'smonitor'
import { createConsoleSink, createOtlpFileProcessors } from 'smonitor/exporters'
import { startSmonitor } from 'smonitor/sdk'

const diagnostics = defineCatalog({
  name: 'compat',
  version: '1.2.3',
  codes: {
    'CMP-W001': {
      level: 'warn',
      message: 'Seen {what}.',
      hint: 'Look.',
      audience: { agent: { hint: 'look' } },
    },
    'CMP-E002': { level: 'error', message: 'Failed at {step}.', hint: 'Try {step} again.' },
  },
})

const smonitor = startSmonitor()
const inner = diagnostics.signal('compat.inner', (what) => diagnostics.emit('CMP-W001', { what }))
const outer = signal('compat.outer', async (what) => {
  await Promise.resolve()
  inner(what)
  throw diagnostics.error('CMP-E002', { step: 3 }, { cause: new Error('cause') })
})

emit('info', 'Started.')
span('block', () => undefined)
const error = await outer('something').catch((reason) => reason)
const restored = DiagnosticError.from(JSON.parse(JSON.stringify(error)))
const clone = DiagnosticError.from(structuredClone(error))
const [, warning, failure, ...rest] = smonitor.recentEvents()

/** Writes a record of the installed SDK to an OTLP file, and reads it back. */
function writeOtlpFile() {
  const otlp = createOtlpFileProcessors({ folder: 'otlp' })
  const requireOfSdk = createRequire(import.meta.resolve('@opentelemetry/sdk-node'))
  const { LoggerProvider } = requireOfSdk('@opentelemetry/sdk-logs')
  const provider = new LoggerProvider({ processors: [otlp.logRecordProcessor] })
  provider.getLogger('compat').emit({ body: 'written', eventName: 'compat.event' })
  otlp.close()
  const [{ scopeLogs }] = JSON.parse(readFileSync('otlp/logs.jsonl', 'utf8')).resourceLogs
  rmSync('otlp', { recursive: true })
  return scopeLogs[0].logRecords[0]
}

/** Draws an event with wide characters, for which packages are loaded. */
function drawCard() {
  let drawn = ''
  const stream = { write: (text) => (drawn += text) }
  const sink = createConsoleSink({ theme: 'rich', columns: 40, stream })
  sink.handle({ ...warning, message: '映画' })
  return drawn
}

const checks = {
  node: process.versions.node,
  isDiagnosticError: error instanceof DiagnosticError && restored?.hint === 'Try 3 again.',
  survivesClone: clone?.hint === 'Try 3 again.' && clone.params.step === 3 && clone.cause.message === 'cause',
  hasChain: warning?.context.chain.join(' > ') === 'compat.outer > compat.inner',
  hasTrace: /^[0-9a-f]{32}$/.test(warning?.trace_id ?? '') && warning?.trace_id === failure?.trace_id,
  isRecordedOnce: failure?.code === 'CMP-E002' && rest.length === 0,
  hasOtlpFile: writeOtlpFile().body.stringValue === 'written',
  hasCards: drawCard().includes(`│ 映画${' '.repeat(32)} │`),
  hasKey: warning?.triage_key.startsWith('tk1_') ?? false,
}

// After the others, since a warning is a diagnostic too.
startSmonitor({ captureConsole: true })
process.emitWarning('Old.', { code: 'CMP001' })
console.error('A line.')
await new Promise((resolve) => setImmediate(resolve))
const [line, captured] = smonitor.recentEvents(2)
checks.isWarningCaptured = captured?.code === 'CMP001' && captured.location?.startsWith('app.mjs:') === true
checks.isLineCaptured = line?.message === 'A line.' && line.iostream === 'stderr'
startSmonitor({ captureConsole: false })
console.log(JSON.stringify(checks))
await smonitor.shutdown()
