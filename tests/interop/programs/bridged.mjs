// Run by scripts/test-interop.ts with the build of this repository, OTel's own set-up and a folder for a bundle:
//   node bridged.mjs <service> <bundle>
// warns within a call that succeeds, so that only the bridge brings the code to the span, and prints the id of its trace.
import { trace } from '@opentelemetry/api'
import { defineCatalog } from 'smonitor'
import { startSmonitor } from 'smonitor/sdk'

const [serviceName, bundle] = process.argv.slice(2)
const smonitor = startSmonitor({ serviceName, bundle, bundleRedact: { preset: 'none' }, maxRepeats: 0 })

const films = defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: {
    'FILM-W001': { level: 'warn', title: 'Year in the future', message: '{title} is dated {year}.' },
    'FILM-I003': { level: 'info', message: 'Read {rows} rows.' },
  },
})

let traceId
const read = films.signal('films.read', async (title) => {
  traceId = trace.getActiveSpan().spanContext().traceId
  await Promise.resolve()
  films.emit('FILM-W001', { title, year: 2958 })
  films.emit('FILM-I003', { rows: 7 }, { extra: { ratio: 0.5, isSilent: true } })
})
const load = films.signal('films.load', () => read('Ascenseur pour l’échafaud'))
await load()
await smonitor.flush()
console.log(JSON.stringify({ traceId }))
