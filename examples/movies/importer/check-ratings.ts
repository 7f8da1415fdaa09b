import { diagnostics } from './diagnostics.ts'
import type { RawFilm } from './raw-film.ts'

const KNOWN_RATINGS = ['G', 'PG', 'PG-13', 'R', 'NC-17', 'Not Rated']

/** On a scale of ten, critics and audience may differ by this much before we doubt one of them. */
const LARGEST_DIFFERENCE = 5

/** Checks what is said about a film: its ratings, its length, who made it. */
export const checkRatings = diagnostics.signal(
  'movies.checkRatings',
  (film: RawFilm, title: string): void => {
    const rating = film['MPAA Rating']
    const critics = film['Rotten Tomatoes Rating']
    const audience = film['IMDB Rating']
    if (rating === null) diagnostics.emit('MOV-I050', { title })
    else if (!KNOWN_RATINGS.includes(rating))
      diagnostics.emit('MOV-W040', { title, rating, known: KNOWN_RATINGS })
    if (critics !== null && audience !== null && Math.abs(critics / 10 - audience) > LARGEST_DIFFERENCE) {
      diagnostics.emit('MOV-W041', { title, critics, audience })
    }
    if (film['Running Time min'] === null) diagnostics.emit('MOV-I051', { title })
    if (film.Director === null) diagnostics.emit('MOV-I052', { title })
  },
)
