// An application: switches smonitor on with one line, then does its work.
import { startSmonitor } from 'smonitor/sdk'
import { importFile } from './importer/import-file.ts'

startSmonitor({ serviceName: 'movies', maxRepeats: 2 })

// vega-datasets has no export for its data files, so the file is found from its package.
const data = new URL('../data/movies.json', import.meta.resolve('vega-datasets'))
const { films, rejected } = await importFile(data)
console.log(`${films.length} films imported, ${rejected} left out.`)
