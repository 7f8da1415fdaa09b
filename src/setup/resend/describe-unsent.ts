/**
 * Says how many diagnostics an endpoint has not taken: those of a program, and those of earlier runs that it has taken
 * over.
 */
export function describeUnsent(own: number, inherited: number): string {
  if (inherited === 0) return `${countOf(own)} of this program`
  if (own === 0) return `${countOf(inherited)} of earlier runs`
  return `${countOf(own)} of this program and ${inherited.toLocaleString('en')} of earlier runs`
}

function countOf(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'diagnostic' : 'diagnostics'}`
}
