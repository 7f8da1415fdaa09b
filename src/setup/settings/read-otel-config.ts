import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import type * as Yaml from 'yaml'
import type { Environment } from '../environment.ts'
import { ownDiagnostics } from '../own-diagnostics.ts'
import { isPlainObject } from './check-value.ts'
import type { RawConfig } from './load-config.ts'
import { readConfig } from './read-config.ts'
import { NO_FILE, type ReadFile } from './read-config-file.ts'
import { showPath, type Place } from './read-settings-block.ts'
import { substituteVariables } from './substitute-variables.ts'

/** Where OTel's schema has room for what a library of one language is told. */
const PLACE = ['instrumentation/development', 'js', 'smonitor'] as const

/**
 * Reads what OTel's own configuration file says for smonitor, under `instrumentation/development.js.smonitor`. The rest
 * of the file is OTel's, and one that OTel cannot read either is left to it to complain of.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/data-model/ (v1.60)
 *
 * @throws DiagnosticError SMON-E109 when what is there for smonitor is not an object.
 */
export function readOtelConfig(env: Environment, cwd: string): ReadFile {
  const named = env['OTEL_CONFIG_FILE']?.trim() || env['OTEL_EXPERIMENTAL_CONFIG_FILE']?.trim()
  if (!named) return NO_FILE
  const path = resolve(cwd, named)
  const text = readText(path)
  // Reading YAML costs every start, and most files have nothing for us.
  if (text?.includes('smonitor') !== true) return NO_FILE
  const settings = blockOf(parse(text, env))
  if (settings === undefined || settings === null) return NO_FILE
  if (!isPlainObject(settings)) {
    throw ownDiagnostics.error('SMON-E109', {
      path,
      reason: `its ${PLACE.join('.')} is not an object`,
      remedy: 'Make it an object of settings',
    })
  }
  const shown = relative(cwd, path)
  const file = shown.startsWith('..') ? path : shown
  const name: Place['name'] = (keys) => `${PLACE.join('.')}.${showPath(keys)} in ${file}`
  const from = `file ${file}`
  const place = {
    name,
    takesSpellings: true,
    kind: 'config',
    folder: dirname(path),
    from,
    ignored: [],
  } as const
  return { ...readConfig(settings, place), path, from, name }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parse(text: string, env: Environment): unknown {
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml
  try {
    return substituteVariables(yaml.parseDocument(text), env, yaml).toJS() as unknown
  } catch {
    return undefined
  }
}

function blockOf(document: unknown): RawConfig | undefined {
  let value: unknown = document
  for (const key of PLACE) value = isPlainObject(value) ? value[key] : undefined
  return value as RawConfig | undefined
}
