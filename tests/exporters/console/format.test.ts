import { describe, expect, test } from 'vitest'
import { formatForAudience } from '../../../exporters/console/format.ts'
import { defineCatalog } from '../../../src/catalog/define-catalog.ts'
import { AUDIENCES } from '../../../src/record/catalog-definition.ts'
import type { DiagnosticEvent } from '../../../src/record/diagnostic-event.ts'
import { sampleEvent, sampleException } from '../../helpers/sample-event.ts'

defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: {
    'MOV-W010': {
      level: 'warn',
      title: 'Title missing',
      message: 'The film {id} has no title.',
      hint: 'Add a title to {id}.',
      audience: {
        dev: { hint: 'Check the loader of {id}.' },
        qa: { message: 'missing title id={id}' },
        agent: { hint: 'add_title' },
      },
    },
  },
})

const warning = sampleEvent({
  code: 'MOV-W010',
  title: 'Title missing',
  message: 'The film f1 has no title.',
  hint: 'Add a title to f1.',
  context: { chain: ['films.all', 'films.load'], depth: 2 },
  extra: { id: 'f1', tried: ['cache', 'disk'] },
  tags: ['io'],
  doc_url: 'https://films.example/MOV-W010',
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
})

const failure = sampleEvent({
  level: 'ERROR',
  message: 'The film f1 is not known.',
  triage_key: 'tk1_fedcba9876543210',
  trace_hash: 'th1_fedcba9876543210',
  cluster_key: null,
  doc_url: 'https://films.example/errors',
  exception: sampleException({
    type: 'LookupError',
    message: 'The film f1 is not known.',
    causes: ['Error: no row', 'TypeError: id is undefined'],
    stacktrace: [
      'LookupError: The film f1 is not known.',
      '    at find (file:///app/find.js:3:9)',
      '    at AsyncLocalStorage.run (node:internal/async_local_storage/async_hooks:91:14)',
      '    at Object.call (file:///app/node_modules/smonitor/dist/src/otel/observe-call.js:59:20)',
      ...Array.from({ length: 9 }, (_, at) => `    at step${at} (file:///app/steps.js:${at + 1}:1)`),
    ].join('\n'),
  }),
})

const plain = sampleEvent()

describe('the words for each reader', () => {
  test('tell a user what happened, what to do, and the code to send', () => {
    expect(formatForAudience(warning, 'user')).toMatchInlineSnapshot(`
      "Warning: The film f1 has no title. (MOV-W010)
        What to do: Add a title to f1."
    `)
    expect(formatForAudience(failure, 'user')).toMatchInlineSnapshot(`
      "Error: The film f1 is not known.
        Read more: https://films.example/errors"
    `)
    expect(formatForAudience(plain, 'user')).toMatchInlineSnapshot(`"Warning: The cache is cold."`)
  })

  test('tell a developer where, with what, and from which line of their own code', () => {
    expect(formatForAudience(warning, 'dev')).toMatchInlineSnapshot(`
      "WARNING [MOV-W010] films.load | The film f1 has no title.
        chain   films.all ❯ films.load
        hint    Check the loader of f1.
        params  id=f1; tried=cache, disk
        docs    https://films.example/MOV-W010"
    `)
    expect(formatForAudience(failure, 'dev')).toMatchInlineSnapshot(`
      "ERROR films.load | The film f1 is not known.
        docs    https://films.example/errors
        thrown  LookupError: The film f1 is not known.
          at find (file:///app/find.js:3:9)
          at step0 (file:///app/steps.js:1:1)
          at step1 (file:///app/steps.js:2:1)
          at step2 (file:///app/steps.js:3:1)
          at step3 (file:///app/steps.js:4:1)
          at step4 (file:///app/steps.js:5:1)
          at step5 (file:///app/steps.js:6:1)
          at step6 (file:///app/steps.js:7:1)
          … 2 more
        cause   Error: no row
        cause   TypeError: id is undefined"
    `)
    expect(formatForAudience(plain, 'dev')).toMatchInlineSnapshot(`"WARNING films.load | The cache is cold."`)
  })

  test('give quality assurance one line to search by, the key at its end', () => {
    expect(formatForAudience(warning, 'qa')).toMatchInlineSnapshot(
      `"[MOV-W010] WARNING films.load | missing title id=f1 | hint: Check the loader of f1. | id=f1; tried=cache, disk | tk1_0123456789abcdef"`,
    )
    expect(formatForAudience(failure, 'qa')).toMatchInlineSnapshot(
      `"[no code] ERROR films.load | LookupError: The film f1 is not known. | tk1_fedcba9876543210"`,
    )
    expect(formatForAudience(plain, 'qa')).toMatchInlineSnapshot(
      `"[no code] WARNING films.load | The cache is cold. | tk1_0123456789abcdef"`,
    )
  })

  test('give an agent one line of logfmt', () => {
    expect(formatForAudience(warning, 'agent')).toMatchInlineSnapshot(
      `"code=MOV-W010 level=WARNING source=films.load message="The film f1 has no title." hint=add_title triage_key=tk1_0123456789abcdef chain=films.all>films.load docs=https://films.example/MOV-W010 trace_id=0af7651916cd43dd8448eb211c80319c param.id=f1 param.tried="cache,disk""`,
    )
    expect(formatForAudience(failure, 'agent')).toMatchInlineSnapshot(
      `"level=ERROR source=films.load message="The film f1 is not known." triage_key=tk1_fedcba9876543210 exception_type=LookupError at="find (file:///app/find.js:3:9)" docs=https://films.example/errors"`,
    )
    expect(formatForAudience(plain, 'agent')).toMatchInlineSnapshot(
      `"level=WARNING source=films.load message="The cache is cold." triage_key=tk1_0123456789abcdef"`,
    )
  })

  test('give the debugger everything, by name', () => {
    expect(formatForAudience(warning, 'debug')).toMatchInlineSnapshot(`
      "2026-03-01T10:00:00.000Z WARNING [MOV-W010] films.load | The film f1 has no title.
        title   Title missing
        hint    Check the loader of f1.
        chain   films.all ❯ films.load (depth 2)
        params  id=f1; tried=cache, disk
        tags    io
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_0123456789abcdef
        cluster tc1_0123456789abcdef
        trace   0af7651916cd43dd8448eb211c80319c span b7ad6b7169203331
        run     r1
        docs    https://films.example/MOV-W010"
    `)
    expect(formatForAudience({ ...failure, category: 'data', correlation_id: 'job-7' }, 'debug'))
      .toMatchInlineSnapshot(`
      "2026-03-01T10:00:00.000Z ERROR films.load | The film f1 is not known.
        category data
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_fedcba9876543210
        hash    th1_fedcba9876543210
        run     r1
        correl  job-7
        docs    https://films.example/errors
        thrown  LookupError: The film f1 is not known.
          at find (file:///app/find.js:3:9)
          at AsyncLocalStorage.run (node:internal/async_local_storage/async_hooks:91:14)
          at Object.call (file:///app/node_modules/smonitor/dist/src/otel/observe-call.js:59:20)
          at step0 (file:///app/steps.js:1:1)
          at step1 (file:///app/steps.js:2:1)
          at step2 (file:///app/steps.js:3:1)
          at step3 (file:///app/steps.js:4:1)
          at step4 (file:///app/steps.js:5:1)
          at step5 (file:///app/steps.js:6:1)
          at step6 (file:///app/steps.js:7:1)
          at step7 (file:///app/steps.js:8:1)
          at step8 (file:///app/steps.js:9:1)
        cause   Error: no row
        cause   TypeError: id is undefined"
    `)
    expect(formatForAudience(plain, 'debug')).toMatchInlineSnapshot(`
      "2026-03-01T10:00:00.000Z WARNING films.load | The cache is cold.
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_0123456789abcdef
        cluster tc1_0123456789abcdef
        run     r1"
    `)
  })

  test('tell whoever repairs it what the call was given, and where the library is spoken to', () => {
    const event = sampleEvent({
      args: ['"all"', '{ id: 3 }'],
      issues_url: 'https://films.example/issues',
      api_url: 'https://films.example/api',
    })
    expect(formatForAudience(event, 'qa')).toMatchInlineSnapshot(
      `"[no code] WARNING films.load | The cache is cold. | args: "all", { id: 3 } | tk1_0123456789abcdef"`,
    )
    expect(formatForAudience(event, 'agent')).toMatchInlineSnapshot(
      `"level=WARNING source=films.load message="The cache is cold." triage_key=tk1_0123456789abcdef args="\\"all\\", { id: 3 }" issues=https://films.example/issues"`,
    )
    expect(formatForAudience(event, 'debug')).toMatchInlineSnapshot(`
      "2026-03-01T10:00:00.000Z WARNING films.load | The cache is cold.
        args    "all", { id: 3 }
        library films 1.2.0
        event   smonitor.diagnostic
        key     tk1_0123456789abcdef
        cluster tc1_0123456789abcdef
        run     r1
        issues  https://films.example/issues
        api     https://films.example/api"
    `)
    expect(
      formatForAudience(
        sampleEvent({ args: ['x'.repeat(80), ...Array<string>(31).fill('y'.repeat(80))] }),
        'qa',
      ).length,
    ).toBeLessThan(450)
  })

  test.each([
    ['DEBUG', 'Detail'],
    ['INFO', 'Note'],
    ['WARNING', 'Warning'],
    ['ERROR', 'Error'],
    ['CRITICAL', 'Fatal error'],
  ] as const)('call the level %s a "%s" to a user', (level, word) => {
    expect(formatForAudience(sampleEvent({ level }), 'user')).toBe(`${word}: The cache is cold.`)
  })

  // X10
  test.each(AUDIENCES)(
    'have a message of a code that has words for nobody in particular, for %s',
    (audience) => {
      defineCatalog({
        name: 'bare',
        codes: { 'BARE-1': { level: 'warn', message: 'The film {id} is gone.' } },
      })
      const event = sampleEvent({
        code: 'BARE-1',
        message: 'The film f1 is gone.',
        extra: { id: 'f1' },
        library: { name: 'bare', version: null },
      })
      expect(formatForAudience(event, audience)).toContain('The film f1 is gone.')
    },
  )

  test('use the event itself where the catalog is not known in this process', () => {
    const foreign: DiagnosticEvent = { ...warning, code: 'XYZ-W001', hint: 'Add it.' }
    expect(formatForAudience(foreign, 'agent')).toContain(
      'message="The film f1 has no title." hint="Add it."',
    )
  })

  test.each(AUDIENCES)(
    'prefer a hint that came with the diagnostic to those of the catalog, for %s',
    (audience) => {
      const line = formatForAudience({ ...warning, hint: 'Ask Ada.' }, audience)
      expect(line).toContain('Ask Ada.')
      expect(line).not.toMatch(/Check the loader|add_title/)
    },
  )
})
