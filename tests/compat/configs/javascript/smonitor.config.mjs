import { defineCatalog } from 'smonitor'

const catalog = defineCatalog({
  name: 'configured',
  codes: { 'CFG-W001': { level: 'warn', message: 'Configured.' } },
})

export default { profile: 'qa', catalogs: [catalog] }
