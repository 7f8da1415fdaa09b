import type { Captured } from '../join/soft-globals.ts'
import type { Sdk } from '../load-sdk.ts'
import type { OwnSdk } from './own-sdk.ts'
import { toProviders } from './node-sdk.ts'

/** `startNodeSDK` of `@opentelemetry/sdk-node`, which is experimental and not in every release. */
type StartNodeSdk = () => { shutdown(): Promise<void> }

/**
 * Sets OTel up as its configuration file says, by OTel's own reader of it. What the file leaves out is not there; a
 * file that OTel refuses gives nothing, and OTel says why.
 */
export function createConfigFileSdk(sdk: Sdk, capture: (action: () => void) => Captured): OwnSdk {
  const { startNodeSDK } = sdk.node as unknown as { readonly startNodeSDK?: StartNodeSdk }
  let running: ReturnType<StartNodeSdk> | undefined
  const found = capture(() => {
    running = startNodeSDK?.()
  })
  return { ...toProviders(found), processors: [], shutdown: async () => running?.shutdown() }
}
