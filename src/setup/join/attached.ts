/** What smonitor has in a provider of the program. */
export interface Attached {
  /** All processors of the provider, to be flushed. */
  readonly processors: readonly { forceFlush(): Promise<void> }[]
  /** What the program says of itself there, and ours beside it. */
  readonly resource: unknown
  /** Leaves the provider as it was. */
  detach(): void
}
