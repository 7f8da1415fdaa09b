import { startNodeSDK } from '@opentelemetry/sdk-node'

const sdk = startNodeSDK()
process.once('beforeExit', () => sdk.shutdown())
