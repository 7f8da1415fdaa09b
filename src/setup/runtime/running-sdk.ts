/** The OTel SDK around smonitor, whoever set it up. */
export interface RunningSdk {
  /** Tells whether there are metrics that a flush sends. */
  hasMetrics(): boolean
  /** Sends what is buffered; never rejects, and gives up after some time. */
  flush(): Promise<void>
  /** Sends what is buffered and lets go of OTel's globals, if they are ours; never rejects. */
  shutdown(): Promise<void>
}
