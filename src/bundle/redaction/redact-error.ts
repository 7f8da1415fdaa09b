/** Says which option of a redaction cannot be used, why, and what to do. */
export class RedactError extends Error {
  readonly option: 'preset' | 'paths' | 'keys' | 'patterns'
  /** What was given. */
  readonly value: string

  constructor(option: RedactError['option'], value: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'RedactError'
    this.option = option
    this.value = value
  }
}
