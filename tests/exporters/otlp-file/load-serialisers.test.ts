import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { loadSerialisers } from '../../../exporters/otlp-file/load-serialisers.ts'
import { SinkError } from '../../../exporters/sink-error.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

/** A package that is found by its name, and serialises to its label. */
function writePackage(modules: string, name: string, label = ''): void {
  const folder = join(modules, name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
  const serializer = `{ serializeRequest: () => Buffer.from(${JSON.stringify(label)}) }`
  writeFileSync(
    join(folder, 'index.js'),
    `module.exports = { JsonLogsSerializer: ${serializer}, JsonTraceSerializer: ${serializer} }`,
  )
}
const baseOf = (project: string): string => pathToFileURL(join(project, 'package.json')).href
const labelOf = (bases: readonly string[]): string =>
  Buffer.from(loadSerialisers(bases).logs([]) ?? []).toString()

const TRANSFORMER = '@opentelemetry/otlp-transformer'

test('takes the serialisers of the SDK, also where a package manager shows only what is depended on', () => {
  const project = tempFolder()
  const modules = join(project, 'node_modules')
  writePackage(modules, '@opentelemetry/sdk-node')
  const ofSdk = join(modules, '@opentelemetry/sdk-node/node_modules')
  writePackage(ofSdk, '@opentelemetry/exporter-logs-otlp-http')
  writePackage(join(ofSdk, '@opentelemetry/exporter-logs-otlp-http/node_modules'), TRANSFORMER, 'of the SDK')
  writePackage(modules, TRANSFORMER, 'of somebody else')
  expect(labelOf([baseOf(project)])).toBe('of the SDK')
})

test('takes those of an exporter where there is no NodeSDK, else those that are installed by themselves', () => {
  const project = tempFolder()
  const modules = join(project, 'node_modules')
  writePackage(modules, TRANSFORMER, 'by itself')
  expect(labelOf([baseOf(project)])).toBe('by itself')
  writePackage(modules, '@opentelemetry/exporter-trace-otlp-proto')
  writePackage(
    join(modules, '@opentelemetry/exporter-trace-otlp-proto/node_modules'),
    TRANSFORMER,
    'of an exporter',
  )
  expect(labelOf([baseOf(project)])).toBe('of an exporter')
})

test('looks beside the program when there is none beside smonitor', () => {
  const [own, program] = [tempFolder(), tempFolder()]
  writePackage(join(program, 'node_modules'), TRANSFORMER, 'of the program')
  expect(labelOf([baseOf(own), baseOf(program)])).toBe('of the program')
})

test('says what to install where there is none', () => {
  const error = (() => {
    try {
      return loadSerialisers([baseOf(tempFolder())])
    } catch (thrown) {
      return thrown as SinkError
    }
  })()
  expect(error).toBeInstanceOf(SinkError)
  expect(error).toMatchObject({
    code: 'SMON-E122',
    message:
      'OTLP files need the package @opentelemetry/otlp-transformer, which was not found beside smonitor, the program or their OpenTelemetry SDK.',
    hint: 'Install it with `npm install @opentelemetry/otlp-transformer`.',
  })
  expect((error as SinkError).cause).toMatchObject({ code: 'MODULE_NOT_FOUND' })
})
