/** What a person is to know of diagnostics that no endpoint has taken. */
export interface UnsentNote {
  readonly diagnostics: number
  /** The command that sends them, for the folder where the program was started. */
  readonly command: string
}

/** Names the command that sends what of a run no endpoint has taken; `undefined` where that is nothing. */
export function toUnsentNote(runId: string, diagnostics: number): UnsentNote | undefined {
  if (diagnostics === 0) return undefined
  // Another shell may read it: what is no plain word is quoted.
  const id = /^[\w.-]+$/.test(runId) ? runId : `'${runId.replaceAll("'", String.raw`'\''`)}'`
  return { diagnostics, command: `smonitor replay .smonitor --run ${id} --unsent --otlp URL` }
}

/** Says it in a sentence. */
export function describeUnsentNote({ diagnostics, command }: UnsentNote): string {
  const many = `${diagnostics.toLocaleString('en')} ${diagnostics === 1 ? 'diagnostic' : 'diagnostics'}`
  return `Not sent: the OTLP endpoint has not taken ${many} of this run; \`${command}\` sends what is left, in the folder where the program was started.`
}
