import { DiagnosticError } from 'smonitor'
import { runProgram } from './program.mjs'

// Read by scripts/test-browser.ts.
globalThis.outcome = Promise.all([runPage(), runWorker()])

async function runPage() {
  const { thrown, ...outcome } = await runProgram()
  return { ...outcome, restored: [thrown].map(describe) }
}

async function runWorker() {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' })
  const { outcome, asText, asObject, asItIs } = await new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data))
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
  })
  const restored = [JSON.parse(asText), asObject, asItIs].map((value) =>
    describe(DiagnosticError.from(value)),
  )
  return { ...outcome, restored }
}

/** Everything that an error says, for it to leave the browser. */
function describe(error) {
  const { name, message, code, level, title, hint, docs, params, catalog, stack } = error
  const isDiagnosticError = error instanceof DiagnosticError && error instanceof Error
  return { isDiagnosticError, name, message, code, level, title, hint, docs, params, catalog, stack }
}
