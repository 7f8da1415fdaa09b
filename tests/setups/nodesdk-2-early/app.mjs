import { logs } from '@opentelemetry/api-logs'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { sendOrders } from './traffic.mjs'

let config = { serviceName: 'shop' }
if (process.env.SHOP === 'withSmonitor') {
  const { withSmonitor } = await import('smonitor/sdk')
  config = withSmonitor(config)
}
const sdk = new NodeSDK(config)
sdk.start()
if (process.env.SHOP === 'startSmonitor') {
  const { startSmonitor } = await import('smonitor/sdk')
  startSmonitor()
}
await sendOrders(logs)
await sdk.shutdown()
