import { logs } from '@opentelemetry/api-logs'
import { sendOrders } from './traffic.mjs'

await sendOrders(logs)
