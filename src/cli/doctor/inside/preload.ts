// Acts on import: the doctor has it loaded before the program, in each of its processes. It stands on Node alone, so
// that it brings nothing of OpenTelemetry into a process that has none.
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isMainThread, threadId } from 'node:worker_threads'
import { createDiagCollector } from './collect-diag.ts'
import { guarded, listFailures } from './guarded.ts'
import type { Observation } from './observation.ts'
import { listApiCopies } from './watch-api-copy.ts'
import { startFlushing } from './watch-exporter.ts'
import {
  describeMeters,
  describeProviders,
  findGlobalVersion,
  listFlushable,
  listRegistrations,
  watchGlobals,
} from './watch-globals.ts'
import { listLoaded, watchModules } from './watch-modules.ts'

const POLL_MS = 100
/** Longer than the exporters of OTLP try again, by default: then it is known why they fail. */
const FLUSH_MS = 11_000

/** How often a worker thread writes down what it saw: it may be ended without a word. */
const WRITE_MS = 500
const QUIET = 'SMONITOR_DOCTOR_QUIET'

const folder = process.env['SMONITOR_DOCTOR_FOLDER']
if (folder !== undefined) guarded(() => observe(folder))

function observe(into: string): void {
  // Without it, NodeSDK keeps to itself what OTel has to say.
  // What the program starts has the variable from us then.
  const isQuiet = process.env['OTEL_LOG_LEVEL'] === undefined || process.env[QUIET] === 'true'
  if (isQuiet) {
    process.env['OTEL_LOG_LEVEL'] = 'warn'
    process.env[QUIET] = 'true'
  }
  const diag = createDiagCollector({ isQuiet })
  let end: Observation['end'] = 'unknown'
  let isFlushed = false
  const name = isMainThread ? String(process.pid) : `${process.pid}-${threadId}`

  watchGlobals(diag)
  watchModules()

  function write(): void {
    guarded(() => {
      const { packages, hookAt, seesEsModules } = listLoaded()
      const observation: Observation = {
        pid: process.pid,
        thread: isMainThread ? 0 : threadId,
        argv: process.argv.slice(1),
        node: process.version,
        seesEsModules,
        apis: listApiCopies(),
        globalVersion: findGlobalVersion(),
        registrations: listRegistrations(),
        providers: describeProviders(),
        meters: describeMeters(),
        packages,
        hookAt,
        diag: diag.messages(),
        end,
        failures: listFailures(),
      }
      const path = join(into, `${name}.json`)
      writeFileSync(`${path}.new`, JSON.stringify(observation))
      renameSync(`${path}.new`, path)
    })
  }

  /** Brings out what is in the queues, so that the exporters show whether they can send at all. */
  async function flush(): Promise<void> {
    if (isFlushed) return
    isFlushed = true
    startFlushing()
    diag.stop()
    const tooLate = new Promise((resolve) => setTimeout(resolve, FLUSH_MS).unref())
    const all = listFlushable().map(async (one) => one.forceFlush())
    await Promise.race([Promise.allSettled(all), tooLate])
  }

  // The program may flush then, too: only what is left when nothing is going on any more is ours to bring out.
  process.once('beforeExit', () => {
    setImmediate(() => undefined)
    process.once('beforeExit', () => {
      end = 'ended'
      if (listFlushable().length > 0) void flush()
    })
  })
  process.once('exit', () => {
    if (end === 'unknown') end = 'exited'
    write()
  })

  // Ctrl-C reaches the doctor too, which asks for the last word then and ends the program afterwards.
  process.on('SIGINT', () => undefined)
  const timer = setInterval(() => {
    if (!existsSync(join(into, 'stop'))) return
    clearInterval(timer)
    end = 'stopped'
    void flush().finally(() => {
      write()
      // The doctor stops whoever has said all.
      guarded(() => writeFileSync(join(into, `${name}.done`), ''))
    })
  }, POLL_MS)
  timer.unref()
  if (!isMainThread) setInterval(write, WRITE_MS).unref()
  write()
}
