const { logs } = require('@opentelemetry/api-logs')
const { NodeSDK } = require('@opentelemetry/sdk-node')
const { sendOrders } = require('./traffic.cjs')

let config = { serviceName: 'shop' }
if (process.env.SHOP === 'withSmonitor') config = require('smonitor/sdk').withSmonitor(config)
const sdk = new NodeSDK(config)
sdk.start()
if (process.env.SHOP === 'startSmonitor') require('smonitor/sdk').startSmonitor()
void sendOrders(logs).then(() => sdk.shutdown())
