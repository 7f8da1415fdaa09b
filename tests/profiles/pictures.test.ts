import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, afterEach, describe, expect, test, vi } from 'vitest'
import { createConsoleSink } from '../../exporters/console/console-sink.ts'
import type { ThemeName } from '../../exporters/console/theme.ts'
import { defineCatalog } from '../../src/catalog/define-catalog.ts'
import { AUDIENCES, type Audience } from '../../src/record/catalog-definition.ts'
import { PROFILES } from '../../src/profiles/profiles.ts'
import { sampleEvent, sampleException } from '../helpers/sample-event.ts'

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/profiles.md'), 'utf8')

beforeEach(() => void vi.stubEnv('TZ', 'UTC'))
afterEach(() => void vi.unstubAllEnvs())

// The catalog that the page shows.
defineCatalog({
  name: 'films',
  version: '1.2.0',
  docs: 'https://films.example/{code}',
  codes: {
    'FILM-W001': {
      level: 'warn',
      title: 'Year in the future',
      message: '{title} is dated {year}, which is in the future.',
      hint: 'It is probably from {guess}.',
      audience: {
        dev: { hint: 'Look at how the importer reads two-digit years.' },
        qa: { message: 'year in the future title={title} year={year}' },
        agent: { hint: 'set_year {guess}' },
      },
    },
    'FILM-E002': {
      level: 'error',
      title: 'No title',
      message: 'The film in row {row} has no title.',
      hint: 'Add its title.',
    },
  },
})

const events = [
  sampleEvent({
    level: 'INFO',
    source: 'films.open',
    message: 'Read 3,201 rows.',
    triage_key: 'tk1_1827daf5f2d11bc2',
    extra: { rows: 3201 },
  }),
  sampleEvent({
    code: 'FILM-W001',
    title: 'Year in the future',
    source: 'films.read',
    message: 'Wings is dated 2027, which is in the future.',
    hint: 'It is probably from 1927.',
    triage_key: 'tk1_20867b39049afb48',
    context: { chain: ['films.import', 'films.read'], depth: 2 },
    extra: { title: 'Wings', year: 2027, guess: 1927 },
    doc_url: 'https://films.example/FILM-W001',
  }),
  sampleEvent({
    level: 'ERROR',
    code: 'FILM-E002',
    title: 'No title',
    source: 'films.read',
    message: 'The film in row 2 has no title.',
    hint: 'Add its title.',
    triage_key: 'tk1_8bb2301be67dd403',
    context: { chain: ['films.import', 'films.read'], depth: 2 },
    extra: { row: 2 },
    doc_url: 'https://films.example/FILM-E002',
    exception: sampleException({
      type: 'DiagnosticError',
      message: 'The film in row 2 has no title.',
      causes: ['TypeError: film.title is undefined'],
      stacktrace: [
        'DiagnosticError: The film in row 2 has no title.',
        '    at readFilm (file:///srv/films/read.js:24:51)',
        '    at importAll (file:///srv/films/import.js:9:3)',
      ].join('\n'),
    }),
  }),
]

function pictureOf(audience: Audience, theme: ThemeName): string {
  let printed = ''
  const { level } = PROFILES[audience]
  const stream = { write: (text: string) => (printed += text) }
  const sink = createConsoleSink({ audience, level, theme, columns: 80, stream })
  for (const event of events) sink.handle(event)
  sink.close?.()
  return printed
}

describe('docs/profiles.md', () => {
  test.each(
    AUDIENCES.flatMap((audience) => (['plain', 'rich'] as const).map((theme) => [audience, theme] as const)),
  )('shows what %s gets in the %s theme', (audience, theme) => {
    const picture = pictureOf(audience, theme)
    expect(picture).not.toBe('')
    expect(PAGE).toContain(`\`\`\`text\n${picture}\`\`\``)
  })
})
