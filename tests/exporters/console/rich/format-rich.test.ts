import * as fc from 'fast-check'
import stringWidth from 'string-width'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createCanvas } from '../../../../exporters/console/rich/canvas.ts'
import { formatRich, type RichAudience } from '../../../../exporters/console/rich/format-rich.ts'
import type { FormatOptions } from '../../../../exporters/console/shown.ts'
import { defineCatalog } from '../../../../src/catalog/define-catalog.ts'
import type { DiagnosticEvent } from '../../../../src/record/diagnostic-event.ts'
import { sampleEvent, sampleException } from '../../../helpers/sample-event.ts'
import { stripTerminal } from '../../../helpers/strip-terminal.ts'

beforeEach(() => void vi.stubEnv('TZ', 'UTC'))
afterEach(() => void vi.unstubAllEnvs())

defineCatalog({
  name: 'films',
  version: '1.2.0',
  codes: {
    'MOV-E001': {
      level: 'error',
      title: 'Film unknown',
      message: 'The film {id} is not known.',
      hint: 'Use one of {known}.',
      audience: {
        user: { hint: 'Choose one of these films: {known}.' },
        qa: { message: 'unknown film id={id}' },
      },
    },
  },
})

const failure = sampleEvent({
  level: 'ERROR',
  code: 'MOV-E001',
  title: 'Film unknown',
  message: 'The film L’Arrivée d’un train en gare de La Ciotat (列車の到着) is not known.',
  hint: 'Use one of Wings, Sunrise, Metropolis.',
  context: { chain: ['films.all', 'films.import', 'films.file', 'films.load'], depth: 4 },
  extra: {
    id: 'L’Arrivée d’un train en gare de La Ciotat (列車の到着)',
    known: ['Wings', 'Sunrise', 'Metropolis'],
  },
  tags: ['io'],
  category: 'data',
  doc_url: 'https://films.example/MOV-E001',
  exception: sampleException({
    type: 'LookupError',
    message: 'There is no such row.',
    causes: ['Error: no row', 'TypeError: id is undefined'],
    stacktrace: [
      'LookupError: There is no such row.',
      `    at find (file://${process.cwd()}/src/find.js:3:9)`,
      '    at AsyncLocalStorage.run (node:internal/async_local_storage/async_hooks:91:14)',
      '    at Layer.handle (file:///app/node_modules/express/lib/router/layer.js:95:5)',
      '    at load (file:///elsewhere/load.js:12:1)',
    ].join('\n'),
  }),
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
})
const note = sampleEvent({ level: 'INFO', hint: 'Nothing to do.' })

interface Look extends FormatOptions {
  readonly columns?: number
  readonly colours?: boolean
  readonly links?: boolean
  readonly unicode?: boolean
}

function draw(event: DiagnosticEvent, audience: RichAudience, look: Look = {}): string {
  const { columns = 60, colours = false, links = false, unicode = true, ...options } = look
  return formatRich(
    event,
    audience,
    options,
    createCanvas({
      hasColours: colours,
      hasHyperlinks: links,
      hasUnicode: unicode,
      columns: () => columns,
    }),
  )
}

/** Framed, so that the line breaks at start and end are seen. */
const picture = (event: DiagnosticEvent, audience: RichAudience, look?: Look) =>
  `\n${draw(event, audience, look).replaceAll('\u001b', 'ESC')}\n`

describe('a card for a user', () => {
  test('at 60 columns', () => {
    expect(picture(failure, 'user')).toMatchInlineSnapshot(`
      "
      ╭─ ✘ Error ───────────────────────────────────── MOV-E001 ─╮
      │ The film L’Arrivée d’un train en gare de La Ciotat       │
      │ (列車の到着) is not known.                               │
      │                                                          │
      │ ◆ What to do: Choose one of these films: Wings, Sunrise, │
      │   Metropolis.                                            │
      │   Read more: https://films.example/MOV-E001              │
      ╰─ … ❯ films.import ❯ films.file ❯ films.load ─────────────╯
      "
    `)
    expect(picture(note, 'user')).toMatchInlineSnapshot(`
      "
      ╭─ ℹ Note ─────────────────────────────────────────────────╮
      │ The cache is cold.                                       │
      │                                                          │
      │ ◆ What to do: Nothing to do.                             │
      ╰──────────────────────────────────────────────────────────╯
      "
    `)
  })

  test('at 100 columns, which is as wide as it gets', () => {
    expect(picture(failure, 'user', { columns: 100 })).toMatchInlineSnapshot(`
      "
      ╭─ ✘ Error ───────────────────────────────────────────────────────────────────────────── MOV-E001 ─╮
      │ The film L’Arrivée d’un train en gare de La Ciotat (列車の到着) is not known.                    │
      │                                                                                                  │
      │ ◆ What to do: Choose one of these films: Wings, Sunrise, Metropolis.                             │
      │   Read more: https://films.example/MOV-E001                                                      │
      ╰─ … ❯ films.import ❯ films.file ❯ films.load ─────────────────────────────────────────────────────╯
      "
    `)
    expect(draw(failure, 'user', { columns: 200 })).toBe(draw(failure, 'user', { columns: 100 }))
  })

  test('at 40 columns, with an address that does not fit below it', () => {
    const event = { ...failure, doc_url: 'https://films.example/diagnostics/MOV-E001' }
    expect(picture(event, 'user', { columns: 40, unicode: false })).toMatchInlineSnapshot(`
      "
      +- x Error ----------------- MOV-E001 -+
      | The film L’Arrivée d’un train en     |
      | gare de La Ciotat (列車の到着) is    |
      | not known.                           |
      |                                      |
      | * What to do: Choose one of these    |
      |   films: Wings, Sunrise, Metropolis. |
      +- ... > films.file > films.load ------+
        Read more: https://films.example/diagnostics/MOV-E001
      "
    `)
  })

  test('has an address that does not fit inside where it can be a link', () => {
    const event = { ...note, doc_url: 'https://films.example/diagnostics/MOV-E001' }
    expect(picture(event, 'user', { columns: 40, links: true })).toMatchInlineSnapshot(`
      "
      ╭─ ℹ Note ─────────────────────────────╮
      │ The cache is cold.                   │
      │                                      │
      │ ◆ What to do: Nothing to do.         │
      │   Read more: ESC]8;;https://films.example/diagnostics/MOV-E001ESC\\https://films.example/…ESC]8;;ESC\\ │
      ╰──────────────────────────────────────╯
      "
    `)
  })

  test('has the stack where that is asked for', () => {
    expect(draw(failure, 'user', { showTraceback: true })).toContain('│ at find (file://')
  })

  test('has a code that does not fit into its edge below the message', () => {
    const event = sampleEvent({ code: 'A-VERY-LONG-CODE-OF-SOMEBODY-ELSE-001' })
    expect(picture(event, 'user', { columns: 40 })).toMatchInlineSnapshot(`
      "
      ╭─ ⚠ Warning ──────────────────────────╮
      │ The cache is cold.                   │
      │ (A-VERY-LONG-CODE-OF-SOMEBODY-ELSE-0 │
      │ 01)                                  │
      ╰──────────────────────────────────────╯
      "
    `)
  })

  test('keeps the line breaks of a message, and no more than twelve lines', () => {
    const message = Array.from({ length: 20 }, (_, at) => `row ${at + 1}`).join('\n')
    const lines = draw(sampleEvent({ message }), 'user').split('\n')
    expect(lines[1]).toMatch(/^│ row 1 +│$/)
    expect(lines[13]).toMatch(/^│ … 8 more lines +│$/)
    expect(lines).toHaveLength(15)
  })
})

describe('a grid for developers', () => {
  test('at 60 columns', () => {
    expect(picture(failure, 'dev')).toMatchInlineSnapshot(`
      "
      ── ✘ ERROR  10:00:00  films.load ─────────────── MOV-E001 ──
        The film L’Arrivée d’un train en gare de La Ciotat
        (列車の到着) is not known.
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    … ❯ films.import ❯ films.file ❯ films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat
                 (列車の到着)
                 known=Wings, Sunrise, Metropolis
        docs     https://films.example/MOV-E001
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        stack    at find (src/find.js:3:9)
                 at load (file:///elsewhere/load.js:12:1)
                 … 1 more
      "
    `)
    expect(picture(note, 'dev')).toMatchInlineSnapshot(`
      "
      ── ℹ INFO  10:00:00  films.load ────────────────────────────
        The cache is cold.
        hint     Nothing to do.
      "
    `)
  })

  test('at 100 columns', () => {
    expect(picture(failure, 'dev', { columns: 100 })).toMatchInlineSnapshot(`
      "
      ── ✘ ERROR  10:00:00  films.load ─────────────────────────────────────────────────────── MOV-E001 ──
        The film L’Arrivée d’un train en gare de La Ciotat (列車の到着) is not known.
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    … ❯ films.import ❯ films.file ❯ films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat (列車の到着)
                 known=Wings, Sunrise, Metropolis
        docs     https://films.example/MOV-E001
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        stack    at find (src/find.js:3:9)
                 at load (file:///elsewhere/load.js:12:1)
                 … 1 more
      "
    `)
  })

  test('at 120 columns, which is as wide as it gets', () => {
    expect(picture(failure, 'dev', { columns: 200, showTraceback: false })).toMatchInlineSnapshot(`
      "
      ── ✘ ERROR  10:00:00  films.load ─────────────────────────────────────────────────────────────────────────── MOV-E001 ──
        The film L’Arrivée d’un train en gare de La Ciotat (列車の到着) is not known.
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    … ❯ films.import ❯ films.file ❯ films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat (列車の到着); known=Wings, Sunrise, Metropolis
        docs     https://films.example/MOV-E001
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
      "
    `)
    expect(draw(failure, 'dev', { columns: 200 })).toBe(draw(failure, 'dev', { columns: 120 }))
  })

  test('without Unicode', () => {
    expect(picture(failure, 'dev', { unicode: false })).toMatchInlineSnapshot(`
      "
      -- x ERROR  10:00:00  films.load --------------- MOV-E001 --
        The film L’Arrivée d’un train en gare de La Ciotat
        (列車の到着) is not known.
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    ... > films.import > films.file > films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat
                 (列車の到着)
                 known=Wings, Sunrise, Metropolis
        docs     https://films.example/MOV-E001
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        stack    at find (src/find.js:3:9)
                 at load (file:///elsewhere/load.js:12:1)
                 ... 1 more
      "
    `)
  })

  test('shows as much of the chain as is asked for', () => {
    const chainOf = (traceDepth?: number) =>
      /chain +(.*)/.exec(
        draw(failure, 'dev', { columns: 100, ...(traceDepth === undefined ? {} : { traceDepth }) }),
      )?.[1]
    expect(chainOf()).toBe('… ❯ films.import ❯ films.file ❯ films.load')
    expect(chainOf(1)).toBe('… ❯ films.load')
    expect(chainOf(0)).toBe('films.all ❯ films.import ❯ films.file ❯ films.load')
    expect(chainOf(9)).toBe('films.all ❯ films.import ❯ films.file ❯ films.load')
  })

  test('shows all frames of a stack that has none of the program, and at most eight', () => {
    const stacktrace = `Error\n${Array.from({ length: 20 }, (_, at) => `    at step (/app/node_modules/x/${at}.js:1:1)`).join('\n')}`
    const text = draw(sampleEvent({ exception: sampleException({ stacktrace }) }), 'dev')
    expect(text.match(/ at step/g)).toHaveLength(8)
    expect(text).toContain('… 12 more')
  })

  test('gives long params a line each, and says how many are not shown', () => {
    const extra = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`p${at}`, 'x'.repeat(20)]))
    const text = draw(sampleEvent({ extra }), 'dev')
    expect(text).toContain('params   p0=xxxxxxxxxxxxxxxxxxxx\n           p1=')
    expect(text).toContain('… 3 more')
  })

  test('tells what the check of a contract or schema found, apart from the params', () => {
    const extra = { contract_warning: 'The param "id" is missing.', schema_warning: 'No code.', rows: 2 }
    expect(picture(sampleEvent({ extra }), 'dev')).toMatchInlineSnapshot(`
      "
      ── ⚠ WARNING  10:00:00  films.load ─────────────────────────
        The cache is cold.
        params   rows=2
        check    The param "id" is missing.
        check    No code.
      "
    `)
  })

  test('gives a code that has no room in its rule a row', () => {
    const code = 'A-VERY-LONG-CODE-OF-SOMEBODY-ELSE-001'
    expect(draw(sampleEvent({ code }), 'dev', { columns: 40 })).toContain(`\n  code     ${code.slice(0, 29)}`)
  })

  test('has the time of where the reader is', () => {
    vi.stubEnv('TZ', 'Asia/Kolkata')
    expect(draw(note, 'dev')).toMatch(/^── ℹ INFO {2}15:30:00 {2}films\.load /)
    expect(draw({ ...note, timestamp: 'yesterday' }, 'dev')).toContain(' --:--:-- ')
  })
})

describe('a grid for quality assurance', () => {
  test('has the code first and the key last', () => {
    expect(picture(failure, 'qa')).toMatchInlineSnapshot(`
      "
      ── MOV-E001  ✘ ERROR  10:00:00  films.load ─────────────────
        unknown film id=L’Arrivée d’un train en gare de La Ciotat
        (列車の到着)
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    … ❯ films.import ❯ films.file ❯ films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat
                 (列車の到着)
                 known=Wings, Sunrise, Metropolis
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        key      tk1_0123456789abcdef
      "
    `)
    expect(picture(failure, 'qa', { columns: 100, showTraceback: true })).toMatchInlineSnapshot(`
      "
      ── MOV-E001  ✘ ERROR  10:00:00  films.load ─────────────────────────────────────────────────────────
        unknown film id=L’Arrivée d’un train en gare de La Ciotat (列車の到着)
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    … ❯ films.import ❯ films.file ❯ films.load
        params   id=L’Arrivée d’un train en gare de La Ciotat (列車の到着)
                 known=Wings, Sunrise, Metropolis
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        stack    at find (src/find.js:3:9)
                 at load (file:///elsewhere/load.js:12:1)
                 … 1 more
        key      tk1_0123456789abcdef
      "
    `)
    expect(picture(note, 'qa')).toMatchInlineSnapshot(`
      "
      ── ℹ INFO  10:00:00  films.load ────────────────────────────
        The cache is cold.
        hint     Nothing to do.
        key      tk1_0123456789abcdef
      "
    `)
  })
})

describe('a grid for the debugger', () => {
  test('has everything', () => {
    const elsewhere = failure.exception?.stacktrace?.replace(process.cwd(), '/app') ?? ''
    const event = { ...failure, exception: sampleException({ ...failure.exception, stacktrace: elsewhere }) }
    expect(picture(event, 'debug', { columns: 100 })).toMatchInlineSnapshot(`
      "
      ── ✘ ERROR  10:00:00  films.load ─────────────────────────────────────────────────────── MOV-E001 ──
        The film L’Arrivée d’un train en gare de La Ciotat (列車の到着) is not known.
        time     2026-03-01T10:00:00.000Z
        title    Film unknown
        hint     Use one of Wings, Sunrise, Metropolis.
        chain    films.all ❯ films.import ❯ films.file ❯ films.load (depth 4)
        params   id=L’Arrivée d’un train en gare de La Ciotat (列車の到着); known=Wings, Sunrise,
                 Metropolis
        tags     io
        category data
        library  films 1.2.0
        event    smonitor.diagnostic
        key      tk1_0123456789abcdef
        cluster  tc1_0123456789abcdef
        trace    0af7651916cd43dd8448eb211c80319c span b7ad6b7169203331
        run      r1
        docs     https://films.example/MOV-E001
        thrown   LookupError: There is no such row.
        cause    Error: no row
                 TypeError: id is undefined
        stack    at find (file:///app/src/find.js:3:9)
                 at AsyncLocalStorage.run (node:internal/async_local_storage/async_hooks:91:14)
                 at Layer.handle (file:///app/node_modules/express/lib/router/layer.js:95:5)
                 at load (file:///elsewhere/load.js:12:1)
      "
    `)
    expect(picture(note, 'debug')).toMatchInlineSnapshot(`
      "
      ── ℹ INFO  10:00:00  films.load ────────────────────────────
        The cache is cold.
        time     2026-03-01T10:00:00.000Z
        hint     Nothing to do.
        library  films 1.2.0
        event    smonitor.diagnostic
        key      tk1_0123456789abcdef
        cluster  tc1_0123456789abcdef
        run      r1
      "
    `)
  })
})

describe('the looks', () => {
  test('are sixteen colours at most, and change nothing but the edges of names', () => {
    expect(picture(note, 'user', { colours: true, columns: 40 })).toMatchInlineSnapshot(`
      "
      ESC[34m╭─ESC[0m ESC[97;44m ℹ Note ESC[0m ESC[34m──────────────────────────ESC[0mESC[34m─╮ESC[0m
      ESC[34m│ESC[0m The cache is cold.                   ESC[34m│ESC[0m
      ESC[34m│ESC[0m                                      ESC[34m│ESC[0m
      ESC[34m│ESC[0m ESC[34m◆ ESC[0mESC[1mWhat to do: ESC[0mNothing to do.         ESC[34m│ESC[0m
      ESC[34m╰─ESC[0mESC[34m────────────────────────────────────ESC[0mESC[34m─╯ESC[0m
      "
    `)
    for (const audience of ['user', 'dev', 'qa', 'debug'] as const) {
      const codes = draw(failure, audience, { colours: true }).matchAll(/\[([\d;]*)m/g)
      const used = new Set([...codes].flatMap(([, code]) => code?.split(';')))
      // No bright ink but on a ground of its own: yellow and white would vanish on a light terminal.
      expect([...used].filter((code) => !/^(?:0|1|2|4|3[0-7]|4[0-7]|97)$/.test(code ?? ''))).toEqual([])
    }
  })

  test.each(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const)(
    'of %s say it in a word too',
    (level) => {
      for (const audience of ['dev', 'qa', 'debug'] as const)
        expect(draw({ ...note, level }, audience)).toContain(level)
      expect(draw({ ...note, level }, 'user')).toMatch(/Detail|Note|Warning|Error|Fatal error/)
    },
  )

  test('of a link hold the address, and show it', () => {
    const event = { ...note, doc_url: 'https://films.example/a b/é?x=1' }
    expect(draw(event, 'dev', { links: true })).toContain(
      '\u001b]8;;https://films.example/a%20b/%C3%A9?x=1\u001b\\https://films.example/a b/é?x=1\u001b]8;;\u001b\\',
    )
  })

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'films',
    'https://',
    `https://a.example/${'x'.repeat(3000)}`,
  ])('make no link of %s', (url) => {
    expect(draw({ ...note, doc_url: url }, 'dev', { links: true })).not.toContain('\u001b]8')
  })
})

describe('the width', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('a', ' ', 'é', '映', '👩‍👩‍👧‍👦', 'e\u0301', '\n', '…'), maxLength: 120 }),
  )
  const event = fc
    .record({ message: text, hint: text, source: text, code: text, name: text, value: text, doc: text })
    .map(({ message, hint, source, code, name, value, doc }) =>
      sampleEvent({
        message,
        hint,
        source,
        code,
        extra: { [name]: value },
        doc_url: doc,
        context: { chain: [source, name, value], depth: 3 },
        exception: sampleException({ type: name, message: value, causes: [hint] }),
      }),
    )

  test('of every line of a card is the same, whatever is in it', () => {
    fc.assert(
      fc.property(event, fc.integer({ min: 40, max: 200 }), fc.boolean(), (value, columns, colours) => {
        const lines = stripTerminal(draw(value, 'user', { columns, colours })).split('\n')
        const last = lines.findLastIndex((line) => line.startsWith('╰'))
        const widths = lines.slice(0, last + 1).map((line) => stringWidth(line))
        expect(new Set(widths)).toEqual(new Set([Math.min(columns, 100)]))
      }),
      { numRuns: 150 },
    )
  })

  test('of a grid is never exceeded, but by an address or a path', () => {
    fc.assert(
      fc.property(event, fc.integer({ min: 40, max: 200 }), (value, columns) => {
        for (const audience of ['dev', 'qa', 'debug'] as const) {
          const lines = stripTerminal(draw(value, audience, { columns, colours: true })).split('\n')
          const wide = lines.filter((line) => stringWidth(line) > columns)
          expect(wide.filter((line) => !/[\\/]/.test(line) && !/^ {2}docs/.test(line))).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
  })
})
