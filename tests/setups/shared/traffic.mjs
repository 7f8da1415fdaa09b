// What an application does: three orders, each in a span of its own, with a log record of its own.
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { takeOrder } from './shop.mjs'

export async function sendOrders(logs) {
  const tracer = trace.getTracer('shop.app', '1.0.0')
  for (const item of ['tea', 'cup', 'moon']) {
    await tracer.startActiveSpan('checkout', { attributes: { 'shop.item': item } }, async (span) => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      logs
        ?.getLogger('shop.app', '1.0.0')
        .emit({ body: `order of ${item}`, severityNumber: 9, severityText: 'INFO' })
      try {
        takeOrder(item)
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
      } finally {
        span.end()
      }
    })
  }
}
