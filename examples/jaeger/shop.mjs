// A shop of one file: a library with a catalog, and an application that takes three orders and shuts down.
import { SpanStatusCode, trace } from '@opentelemetry/api'
import { defineCatalog } from 'smonitor'

const catalog = defineCatalog({
  name: 'shop',
  version: '1.0.0',
  codes: {
    'SHOP-W001': {
      level: 'warn',
      title: 'Stock low',
      message: 'Of {item} only {left} are left.',
      hint: 'Order {item} again.',
    },
    'SHOP-E002': {
      level: 'error',
      title: 'Item unknown',
      message: 'There is no item {item}.',
      hint: 'Use one of {known}.',
    },
  },
})
const stock = new Map([
  ['tea', 40],
  ['cup', 2],
])

const reserve = catalog.signal('shop.reserve', (item) => {
  const left = stock.get(item)
  if (left === undefined) throw catalog.error('SHOP-E002', { item, known: [...stock.keys()].join(', ') })
  if (left < 3) catalog.emit('SHOP-W001', { item, left })
  return left
})
const order = catalog.signal('shop.order', async (item) => reserve(item))

const tracer = trace.getTracer('shop.app')
for (const item of ['tea', 'cup', 'moon']) {
  await tracer.startActiveSpan(`POST /orders/${item}`, async (span) => {
    try {
      await order(item)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message })
    } finally {
      span.end()
    }
  })
}
