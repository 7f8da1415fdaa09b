import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examinePackages } from '../../../src/cli/doctor/examine-packages.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

/** A folder in which packages are installed, as far as their package.json goes. */
function createFolder(packages: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: packages }))
  for (const [name, version] of Object.entries(packages)) {
    const own = join(folder, 'node_modules', name)
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version }))
  }
  return folder
}

const API = { '@opentelemetry/api': '1.9.0' }

test('an SDK 1 is found too old, and named with what was seen', () => {
  const folder = createFolder({
    ...API,
    '@opentelemetry/sdk-node': '0.57.2',
    '@opentelemetry/sdk-trace-base': '1.30.1',
  })
  expect(examinePackages(folder).findings).toMatchObject([
    {
      code: 'SMON-E115',
      message:
        '@opentelemetry/sdk-node 0.57.2 is of the OpenTelemetry SDK 1, and smonitor works with 2 and 3.',
      nextStep: { kind: 'run', text: 'npm install @opentelemetry/sdk-node@0.223' },
      evidence: [
        '@opentelemetry/sdk-node 0.57.2 in node_modules/@opentelemetry/sdk-node',
        '@opentelemetry/sdk-trace-base 1.30.1 in node_modules/@opentelemetry/sdk-trace-base',
      ],
    },
  ])
})

test('the first release of SDK 2 is in order', () => {
  const folder = createFolder({
    ...API,
    '@opentelemetry/sdk-node': '0.200.0',
    '@opentelemetry/sdk-trace-base': '2.0.0',
  })
  const { findings, notes } = examinePackages(folder)
  expect(findings).toEqual([])
  expect(notes.map(({ text }) => text).join()).toContain('OpenTelemetry SDK 2: ')
})
