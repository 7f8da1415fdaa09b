// A service, instrumented by @opentelemetry/auto-instrumentations-node; pino's lines are sent by its instrumentation.
const fastify = require('fastify')
const { smonitorMixin } = require('smonitor/capture')
const { takeOrder } = require('./shop.cjs')

const app = fastify({ logger: { level: 'warn', mixin: smonitorMixin } })
app.get('/order/:item', async (request, reply) => {
  request.log.warn('order of %s', request.params.item)
  try {
    return { item: takeOrder(request.params.item) }
  } catch (error) {
    request.log.error({ err: error }, 'order failed')
    return reply.code(500).send({ code: error.code })
  }
})

async function serve() {
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  for (const item of ['tea', 'cup', 'moon']) await (await fetch(`${address}/order/${item}`)).text()
  await app.close()
}

void serve()
