// A library as its author writes it: it knows nothing of OpenTelemetry, or of who prints.
const { defineCatalog } = require('smonitor')

const catalog = defineCatalog({
  name: 'shop',
  version: '1.0.0',
  codes: {
    'SHOP-W001': {
      level: 'warn',
      title: 'Stock low',
      message: 'Of {item} few are left.',
      hint: 'Order {item}.',
    },
    'SHOP-E002': {
      level: 'error',
      title: 'Item unknown',
      message: 'There is no {item}.',
      hint: 'Use another.',
    },
  },
})

exports.takeOrder = catalog.signal('shop.order', (item) => {
  if (item === 'cup') catalog.emit('SHOP-W001', { item })
  if (item === 'moon') throw catalog.error('SHOP-E002', { item })
  return item
})
