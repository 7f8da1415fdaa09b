/**
 * Says how many diagnostics an endpoint has not taken: those of a program, and those of earlier runs that it has taken
 * over.
 */
export function describeUnsent(own: number, inherited: number): string {
  if (inherited === 0) return `${countOfDiagnostics(own)} of this program`
  if (own === 0) return `${countOfDiagnostics(inherited)} of earlier runs`
  return `${countOfDiagnostics(own)} of this program and ${inherited.toLocaleString('en')} of earlier runs`
}

/** Says how many diagnostics there are: `1 diagnostic`, `2,000 diagnostics`. */
export function countOfDiagnostics(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'diagnostic' : 'diagnostics'}`
}
