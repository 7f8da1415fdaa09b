// Run on each Node version. This import is what tsc makes of the file, which Node itself does not find.
import { defineConfig } from 'smonitor/sdk'
import { catalog } from './catalog.js'

const profile: string = 'qa'

export default defineConfig({ profile, catalogs: [catalog] })
