import { describe, expect, test } from 'vitest'
import { formatLine } from '../../../exporters/text-file/format-line.ts'
import { defineCatalog } from '../../../src/catalog/define-catalog.ts'
import { sampleEvent, sampleException } from '../../helpers/sample-event.ts'

defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: {
    'MOV-E001': {
      level: 'error',
      message: 'The film {id} is not known.',
      hint: 'Use one of {known}.',
      audience: { qa: { message: 'unknown film id={id}' }, agent: { hint: 'choose_known' } },
    },
  },
})

const failure = sampleEvent({
  level: 'ERROR',
  code: 'MOV-E001',
  title: 'Film unknown',
  message: 'The film f1 is not known.',
  hint: 'Use one of a, b.',
  context: { chain: ['films.all', 'films.load'], depth: 2 },
  extra: { id: 'f1', known: ['a', 'b'] },
  tags: ['io'],
  doc_url: 'https://films.example/MOV-E001',
  exception: sampleException({
    type: 'LookupError',
    message: 'The film f1 is not known.',
    causes: ['Error: no row', 'TypeError: id is undefined'],
    stacktrace: [
      'LookupError: The film f1 is not known.',
      '    at find (file:///app/find.js:3:9)',
      '    at node:internal/process/task_queues:95:5',
    ].join('\n'),
  }),
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
})
const plain = sampleEvent({ level: 'INFO' })

describe('the line of a log file', () => {
  test('tells a user what happened and what to do', () => {
    expect(formatLine(failure, 'user')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z ERROR The film f1 is not known. (MOV-E001) | what to do: Use one of a, b. | read more: https://films.example/MOV-E001"`,
    )
    expect(formatLine(plain, 'user')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z INFO The cache is cold."`,
    )
  })

  test('tells a developer where, with what and why', () => {
    expect(formatLine(failure, 'dev')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z ERROR [MOV-E001] films.load | The film f1 is not known. | chain: films.all -> films.load | hint: Use one of a, b. | params: id=f1; known=a, b | thrown: LookupError | cause: Error: no row <- TypeError: id is undefined | at: find (file:///app/find.js:3:9) | docs: https://films.example/MOV-E001"`,
    )
    expect(formatLine(plain, 'dev')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z INFO films.load | The cache is cold."`,
    )
  })

  test('has the code first for quality assurance, and the key last', () => {
    expect(formatLine(failure, 'qa')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z [MOV-E001] ERROR films.load | unknown film id=f1 | hint: Use one of a, b. | chain: films.all -> films.load | params: id=f1; known=a, b | thrown: LookupError: The film f1 is not known. | cause: Error: no row <- TypeError: id is undefined | key: tk1_0123456789abcdef"`,
    )
    expect(formatLine(plain, 'qa')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z [no code] INFO films.load | The cache is cold. | key: tk1_0123456789abcdef"`,
    )
  })

  test('is logfmt with the time for an agent', () => {
    expect(formatLine(failure, 'agent')).toMatchInlineSnapshot(
      `"time=2026-03-01T10:00:00.000Z code=MOV-E001 level=ERROR source=films.load message="The film f1 is not known." hint=choose_known triage_key=tk1_0123456789abcdef chain=films.all>films.load exception_type=LookupError at="find (file:///app/find.js:3:9)" docs=https://films.example/MOV-E001 trace_id=0af7651916cd43dd8448eb211c80319c param.id=f1 param.known="a,b""`,
    )
  })

  test('has everything for the debugger', () => {
    expect(formatLine(failure, 'debug')).toMatchInlineSnapshot(
      `"2026-03-01T10:00:00.000Z ERROR [MOV-E001] films.load | The film f1 is not known. | chain: films.all -> films.load | hint: Use one of a, b. | params: id=f1; known=a, b | thrown: LookupError | cause: Error: no row <- TypeError: id is undefined | docs: https://films.example/MOV-E001 | tags: io | library: films 1.2.0 | event: smonitor.diagnostic | key: tk1_0123456789abcdef | trace: 0af7651916cd43dd8448eb211c80319c | span: b7ad6b7169203331 | run: r1 | session: s1 | at: find (file:///app/find.js:3:9) <- node:internal/process/task_queues:95:5"`,
    )
  })
})
