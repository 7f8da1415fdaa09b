/** What smonitor has in a provider of the program. */
export interface Attached {
  /** All processors of the provider, to be flushed. */
  readonly processors: readonly { forceFlush(): Promise<void> }[]
  /** Leaves the provider as it was. */
  detach(): void
}
