import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'
import { CONFIG_NAMES } from '../setup/settings/find-config.ts'
import { describeProject, firstFiles, type FirstFiles, type Project } from './first-files.ts'

interface InitFlags {
  readonly json: boolean
  readonly force: boolean
}

/** Adds `smonitor init`: writes a first config and a first catalog, and says what to do next. */
export function initCommand(program: Command): void {
  program
    .command('init')
    .summary('write a first config file and a first catalog')
    .description(
      'Writes smonitor.config.ts and diagnostics.ts into this folder, and says what to do next. In a package that is not of "type": "module" they end in .mts.',
    )
    .option('--json', 'write smonitor.config.json and diagnostics.js', false)
    .option('--force', 'replace files that are there', false)
    .addHelpText(
      'after',
      `
Exit codes:
  0  the files are written
  1  nothing is written: a file is there already, or cannot be written
  2  the command line is not understood`,
    )
    .action(({ json, force }: InitFlags) => {
      const folder = process.cwd()
      const project = describeProject(folder)
      const files = firstFiles(project, json)
      checkFree(folder, files, force)
      write(folder, files, force)
      process.stdout.write(nextSteps(project, files))
    })
}

function checkFree(folder: string, { config, catalog }: FirstFiles, force: boolean): void {
  const other = CONFIG_NAMES.find((name) => name !== config.name && existsSync(join(folder, name)))
  if (other !== undefined) {
    throw refused(
      `${other} is there already`,
      'Change it, or delete it first: only one of the two would be read',
    )
  }
  const taken = [config, catalog].find(({ name }) => existsSync(join(folder, name)))
  if (taken !== undefined && !force) {
    throw refused(`${taken.name} is there already`, 'Change it, or replace it with --force')
  }
}

function write(folder: string, { config, catalog }: FirstFiles, force: boolean): void {
  for (const { name, text } of [catalog, config]) {
    try {
      writeFileSync(join(folder, name), text, { flag: force ? 'w' : 'wx' })
    } catch (cause) {
      throw refused((cause as Error).message, 'Check that this folder can be written to', cause)
    }
  }
}

function refused(reason: string, remedy: string, cause?: unknown): Error {
  return ownDiagnostics.error('SMON-E112', { reason, remedy }, { cause })
}

function nextSteps({ folder, prefix }: Project, { config, catalog, specifier }: FirstFiles): string {
  const missing = ['smonitor', '@opentelemetry/api', '@opentelemetry/sdk-node'].filter(
    (name) => !isInstalled(name, folder),
  )
  const steps = [
    ...(missing.length === 0 ? [] : [['Install what is missing:', `npm install ${missing.join(' ')}`]]),
    [
      'Say what happens, where it happens:',
      `import { diagnostics } from '${specifier}'`,
      `diagnostics.emit('${prefix}-W001', { path: 'a.csv', reason: 'it is empty' })`,
    ],
    ['Run the program with smonitor switched on:', 'node --import smonitor/register app.js'],
    ['See every setting, and check the config:', 'npx smonitor check', 'npx smonitor validate'],
  ]
  return [
    `Wrote ${config.name} and ${catalog.name}.`,
    ...steps.flatMap(([title = '', ...lines], at) => [
      '',
      `${at + 1}. ${title}`,
      ...lines.map((line) => `     ${line}`),
    ]),
    '',
  ].join('\n')
}

function isInstalled(name: string, folder: string): boolean {
  try {
    createRequire(pathToFileURL(join(folder, 'package.json'))).resolve(name)
    return true
  } catch {
    return false
  }
}
