import { diagnostics } from './diagnostics.ts'
import type { RawFilm } from './raw-film.ts'

/** Reads the date of release, and doubts it when it is still to come. */
export const readRelease = diagnostics.signal(
  'movies.readRelease',
  (film: RawFilm, title: string, row: number, today: Date): Date => {
    const date = film['Release Date']
    const released = new Date(`${date} UTC`)
    if (released > today) {
      diagnostics.emit('MOV-W020', { title, date, guess: released.getUTCFullYear() - 100, row })
    }
    return released
  },
)
