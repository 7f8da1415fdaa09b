import assert from 'node:assert/strict'
import type { Checks } from '../../scripts/checks.ts'
import { runFilms, type Project, type Sent } from './exporters.ts'
import { eventually } from './helpers/eventually.ts'
import type { Jaeger } from './helpers/jaeger.ts'
import { drawTree } from './helpers/jaeger-traces.ts'

/** Runs the program with Jaeger as its only backend: it takes the spans, and refuses the log records. */
export async function tryDirect(
  { attempt }: Checks,
  { folder, line }: Project,
  jaeger: Jaeger,
): Promise<Sent> {
  const service = `films-${line}-direct`
  let traceId = ''
  await attempt(`${line}: it delivers spans to Jaeger itself`, async () => {
    traceId = await runFilms(folder, ['protobuf', 'gzip', jaeger.endpoint, service])
  })
  return { service, traceId }
}

/** Asks Jaeger for what programs have sent, as somebody does who looks for it there. */
export async function tryQueries({ attempt }: Checks, jaeger: Jaeger, sent: readonly Sent[]): Promise<void> {
  await attempt('Jaeger lists every service', () =>
    eventually(jaeger.services, (services) => sent.every(({ service }) => services.includes(service)), {
      what: `the services ${sent.map(({ service }) => service).join(', ')}`,
    }),
  )
  for (const { service, traceId } of sent) {
    await attempt(`Jaeger draws the call chain of ${service}`, async () => {
      const [trace] = await eventually(
        () => jaeger.findTraces({ service }),
        ([trace]) => trace?.spans.length === 3,
        { what: `a trace of ${service} with three spans` },
      )
      assert.ok(trace !== undefined)
      assert.equal(trace.traceId, traceId)
      assert.deepEqual(drawTree(trace), ['films.load', '  films.check', '  films.store'])
      assert.deepEqual(
        trace.spans
          .filter(({ tags }) => tags['error'] === true)
          .map(({ name }) => name)
          .toSorted(),
        ['films.load', 'films.store'],
      )
      const logs = trace.spans.flatMap((span) => span.logs.map((fields) => ({ span: span.name, fields })))
      assert.deepEqual(
        logs.map(({ span, fields }) => [span, fields['event'], fields['exception.message']]),
        [['films.store', 'exception', 'Row 7 has no title.']],
      )
    })
    await attempt(`Jaeger finds ${service} by the code of its error, and by no other`, async () => {
      const by = async (code: string) =>
        (await jaeger.findTraces({ service, tags: { 'smonitor.code': code } })).map((found) => found.traceId)
      assert.deepEqual(await by('FILM-E002'), [traceId])
      assert.deepEqual(await by('FILM-E003'), [])
    })
  }
}
