import { diagnostics } from './diagnostics.ts'
import type { RawFilm } from './raw-film.ts'

/** Less than this, in US dollars, hardly pays for the film stock. */
const LEAST_BUDGET = 10_000

/** Checks what a film cost and earned. */
export const checkMoney = diagnostics.signal('movies.checkMoney', (film: RawFilm, title: string): void => {
  const gross = film['Worldwide Gross']
  const dvd = film['US DVD Sales']
  const budget = film['Production Budget']
  if (gross === null) diagnostics.emit('MOV-W030', { title })
  if (gross === 0) diagnostics.emit('MOV-W031', { title })
  if (gross !== null && dvd !== null && dvd > gross)
    diagnostics.emit('MOV-W032', { title, dvd: dollars(dvd), gross: dollars(gross) })
  if (budget === null) diagnostics.emit('MOV-W033', { title })
  else if (budget < LEAST_BUDGET) diagnostics.emit('MOV-W034', { title, budget: dollars(budget) })
})

function dollars(amount: number): string {
  return `$${amount.toLocaleString('en')}`
}
