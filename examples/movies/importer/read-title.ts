import { diagnostics } from './diagnostics.ts'
import type { RawFilm } from './raw-film.ts'
import { repairLetters } from './repair-letters.ts'

/** Reads the title of a film, whatever it is. @throws DiagnosticError MOV-E001 when there is none. */
export const readTitle = diagnostics.signal('movies.readTitle', (film: RawFilm, row: number): string => {
  const { Title: title } = film
  if (title === null) throw diagnostics.error('MOV-E001', { row })
  if (typeof title === 'number') diagnostics.emit('MOV-W010', { title, row })
  const text = String(title)
  const repaired = repairLetters(text)
  if (repaired !== text) diagnostics.emit('MOV-W011', { title: text, repaired, row })
  return text
})
