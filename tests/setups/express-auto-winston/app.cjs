// A service, instrumented by @opentelemetry/auto-instrumentations-node; winston's lines are sent by its instrumentation.
const express = require('express')
const { createLogger, format, transports } = require('winston')
const { smonitorMixin } = require('smonitor/capture')
const { takeOrder } = require('./shop.cjs')

const join = format((info) => Object.assign(info, smonitorMixin(info)))
const logger = createLogger({
  format: format.combine(join(), format.json()),
  transports: [new transports.Console()],
})
const app = express()
app.get('/order/:item', (request, response) => {
  logger.info(`order of ${request.params.item}`)
  try {
    response.json({ item: takeOrder(request.params.item) })
  } catch (error) {
    logger.error('order failed', { error })
    response.status(500).json({ code: error.code })
  }
})

const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address()
  for (const item of ['tea', 'cup', 'moon'])
    await (await fetch(`http://127.0.0.1:${port}/order/${item}`)).text()
  server.close()
  server.closeAllConnections()
})
