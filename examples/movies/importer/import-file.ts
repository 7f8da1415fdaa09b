import { readFile } from 'node:fs/promises'
import { DiagnosticError } from 'smonitor'
import { checkMoney } from './check-money.ts'
import { checkRatings } from './check-ratings.ts'
import { diagnostics } from './diagnostics.ts'
import type { Film, RawFilm } from './raw-film.ts'
import { readRelease } from './read-release.ts'
import { readTitle } from './read-title.ts'

/** What became of a file of films. */
export interface ImportResult {
  readonly films: readonly Film[]
  /** How many films were left out. */
  readonly rejected: number
}

/** Imports a file of films. A film that cannot be imported is reported and left out; the rest goes on. */
export const importFile = diagnostics.signal(
  'movies.importFile',
  async (path: string | URL, today: Date = new Date()): Promise<ImportResult> => {
    const rows = JSON.parse(await readFile(path, 'utf8')) as readonly RawFilm[]
    const films: Film[] = []
    for (const [at, row] of rows.entries()) {
      try {
        films.push(importFilm(row, at + 1, today))
      } catch (error) {
        // Its record is made already, by the signal that it left first.
        if (!(error instanceof DiagnosticError)) throw error
      }
    }
    return { films, rejected: rows.length - films.length }
  },
)

// The title comes last, since a film without one is left out: every film is checked by every rule.
const importFilm = diagnostics.signal(
  'movies.importFilm',
  (film: RawFilm, row: number, today: Date): Film => {
    const name = String(film.Title ?? `the film in row ${row}`)
    const released = readRelease(film, name, row, today)
    checkMoney(film, name)
    checkRatings(film, name)
    return { title: readTitle(film, row), released, worldwideGross: film['Worldwide Gross'] ?? undefined }
  },
)
