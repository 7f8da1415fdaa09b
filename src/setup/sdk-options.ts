import type { OwnParts } from './extend-node-config.ts'
import type { AskedProcessor, SpanProcessorLike } from './processor-like.ts'

/** What smonitor brings into the OTel of the process. */
export interface SdkOptions {
  readonly serviceName: string | undefined
  /** Whether this happens before the program is loaded, and perhaps before what sets OTel up. */
  readonly isPreload: boolean
  readonly own: OwnParts
  /** Keeps from an exporter what the settings keep back. */
  readonly gate: (processor: AskedProcessor) => AskedProcessor
  readonly gateSpans: (processor: SpanProcessorLike) => SpanProcessorLike
}
