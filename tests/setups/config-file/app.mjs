import { logs } from '@opentelemetry/api'
import { sendOrders } from './traffic.mjs'

await sendOrders(logs)
