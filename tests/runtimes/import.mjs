// Run by scripts/test-runtimes.ts on Bun and, without any permission, on Deno: a library that uses smonitor in an
// application that does not use OTel.

// The API first: what it leaves behind is not smonitor's.
await import('@opentelemetry/api')
const before = Reflect.ownKeys(globalThis)
const { DiagnosticError, defineCatalog, emit, signal } = await import('smonitor')
const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key))

const diagnostics = defineCatalog({
  name: 'films',
  codes: { 'FILM-W001': { level: 'warn', message: '{title} is dated {year}.' } },
})
diagnostics.emit('FILM-W001', { title: 'Wings', year: 2027 })
emit('error', 'Nobody listens.')
const add = signal('add', (a, b) => a + b)
const later = diagnostics.signal('later', async (value) => value)

const clone = structuredClone(diagnostics.error('FILM-W001', { title: 'Wings', year: 2027 }))

console.log(
  JSON.stringify({
    added: added.map(String),
    sum: add(1, 2),
    later: await later('done'),
    restored: DiagnosticError.from(clone)?.params,
  }),
)
