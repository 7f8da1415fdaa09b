import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const DIST = pathToFileURL(join(import.meta.dirname, '../../dist/src/')).href

/** The catalog that the programs of these tests use, and the two ways to import smonitor from its build. */
const PRELUDE = `
import { defineCatalog, emit, signal, span } from '${DIST}index.js'
const films = defineCatalog({
  name: 'films',
  version: '1.2.0',
  docs: 'https://films.example/{code}',
  codes: {
    'MOV-W010': {
      level: 'warn',
      title: 'Title missing',
      message: 'The film {id} has no title.',
      hint: 'Add a title to {id}.',
      audience: {
        dev: { hint: 'Check the loader of {id}.' },
        qa: { message: 'missing title id={id}' },
        agent: { hint: 'add_title' },
      },
    },
    'MOV-E001': { level: 'error', title: 'Film unknown', message: 'The film {id} is not known.', hint: 'Use one of {known}.' },
  },
})
`
const SDK = `import { startSmonitor } from '${DIST}setup/index.js'\n`

/** Writes a program that has \`films\`, a catalog, and what smonitor's entry exports; returns its path. */
export function writeProgram(folder: string, source: string, name = 'app.mjs'): string {
  const path = join(folder, name)
  writeFileSync(path, `${source.includes('startSmonitor') ? SDK : ''}${PRELUDE}${source}\n`)
  return path
}
