// Acts on import, unlike everything else: `node --import smonitor/register app.js`.
import { startSmonitor } from './start-smonitor.ts'

startSmonitor()
