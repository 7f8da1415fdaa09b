import { defineCatalog } from 'smonitor'

export const catalog = defineCatalog({
  name: 'configured',
  codes: { 'CFG-W001': { level: 'warn', message: 'Configured.' } },
})
