import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'
import { ownDiagnostics } from '../setup/own-diagnostics.ts'

/** What a file of policies holds. */
export interface PolicyFile {
  /** Of several YAML documents, a list of what is in them. */
  readonly data: unknown
  /** The line, from 1, of what is at a path in the data; `undefined` where there is nothing. */
  readonly lineOf: (path: readonly (string | number)[]) => number | undefined
}

/**
 * Reads a file of policies, as JSON or YAML.
 *
 * @throws DiagnosticError SMON-E131
 */
export function readPolicyFile(file: string): PolicyFile {
  const text = readText(file)
  const yaml = loadYaml()
  const lines = new yaml.LineCounter()
  // JSON is YAML too.
  const documents = yaml.parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  const list = 'empty' in documents ? [] : documents
  for (const { errors } of list) {
    const [error] = errors
    if (error === undefined) continue
    const { line } = lines.linePos(error.pos[0])
    throw policyFileProblem(file, `line ${line}: ${withoutEnd(error.message)}`, error)
  }
  if (list.length === 0) throw policyFileProblem(file, 'it is empty')
  const values = list.map((document) => {
    try {
      // Aliases that multiply each other are refused by the library.
      return document.toJS() as unknown
    } catch (cause) {
      throw policyFileProblem(file, withoutEnd((cause as Error).message), cause)
    }
  })
  const isOne = values.length === 1
  return {
    data: isOne ? values[0] : values,
    lineOf(path) {
      const [at, ...rest] = isOne ? [0, ...path] : path
      const range = lineNodeOf(list[Number(at)], rest)?.range
      return range === undefined || range === null ? undefined : lines.linePos(range[0]).line
    },
  }
}

/** Says that a file of policies cannot be used. @param reason - Without its full stop. */
export function policyFileProblem(file: string, reason: string, cause?: unknown): Error {
  return ownDiagnostics.error('SMON-E131', { file, reason }, cause === undefined ? {} : { cause })
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null | undefined
}

/** What is at a path, or else the nearest around it. */
function lineNodeOf(
  document: Yaml.Document.Parsed | undefined,
  path: readonly (string | number)[],
): Ranged | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document?.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null) return node
  }
  return document?.contents as Ranged | undefined
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw policyFileProblem(file, withoutEnd((cause as Error).message), cause)
  }
}

function withoutEnd(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replace(/[.\s]+$/, '')
}

/** Loaded by the one command that needs it. */
function loadYaml(): typeof Yaml {
  return createRequire(import.meta.url)('yaml') as typeof Yaml
}
