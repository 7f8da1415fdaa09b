import { basename, extname } from 'node:path'
import { showValue } from './show-value.ts'

/** What went wrong with a config file, and what to do: both without their full stop. */
export interface Failure {
  readonly reason: string
  readonly remedy: string
}

/** Describes what a config file threw while it ran. */
export function describeThrown(path: string, thrown: unknown): Failure {
  const code = codeOf(thrown)
  if (code === 'ERR_REQUIRE_ASYNC_MODULE' || isTopLevelAwait(thrown)) {
    return {
      reason:
        'it waits with await at its top level, or imports what does, and settings are read synchronously',
      remedy: 'Read what it needs with readFileSync, or set it in the call of startSmonitor',
    }
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return { reason: firstLine(messageOf(thrown)), remedy: 'Install what it imports, or correct the path' }
  }
  if (thrown instanceof SyntaxError || messageOf(thrown).startsWith('ParseError:')) {
    return {
      reason: `its syntax is wrong: ${syntaxError(path, messageOf(thrown))}`,
      remedy: extname(path).endsWith('ts')
        ? 'Correct it'
        : `Correct it; \`node --check ${basename(path)}\` shows the place`,
    }
  }
  const place = placeIn(path, thrown)
  const text = firstLine(`${nameOf(thrown)}${messageOf(thrown)}`)
  return {
    reason: `it threw ${text}${place === undefined ? '' : ` (${place})`}`,
    remedy: 'Correct it; the error with its stack is the cause of this one',
  }
}

/** Jiti's text, in which the place has a line of its own and counts columns from 0. */
function syntaxError(path: string, message: string): string {
  const [, line, column] = /:(\d+):(\d+)\s*$/.exec(message) ?? []
  const text = firstLine(message.replace(/^ParseError:\s*/, ''))
    .replaceAll(path, '')
    .trim()
  return line === undefined ? text : `${firstLine(text)} (line ${line}, column ${Number(column) + 1})`
}

/** Says where JSON is wrong, by line and column. */
export function describeJsonError(text: string, error: unknown): string {
  const message = messageOf(error)
  const found = /at position (\d+)/.exec(message)?.[1]
  // Node quotes the text around it, which may be long and is in the file anyway.
  const what = firstLine(message.replace(/, .*? is not valid JSON$|,? (?:in JSON )?at position .*$/s, ''))
  const isCut = /end of JSON/.test(what)
  const at = isCut ? text.length : found === undefined ? placeOfToken(text, what) : Number(found)
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`
}

/** Of some mistakes Node does not tell the place: it is where the text stops to be one that only lacks its end. */
function placeOfToken(text: string, mistake: string): number {
  let right = 0
  let wrong = text.length
  while (right < wrong) {
    const middle = Math.floor((right + wrong) / 2)
    if (hasMistake(text.slice(0, middle + 1), mistake)) wrong = middle
    else right = middle + 1
  }
  return right
}

function hasMistake(text: string, mistake: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return messageOf(error).startsWith(mistake)
  }
}

/** The line of the file that the stack names first. */
function placeIn(path: string, thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return undefined
  const name = basename(path).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const found = new RegExp(`${name}:(\\d+)(?::(\\d+))?`).exec(thrown.stack)
  if (found === null) return undefined
  return `line ${found[1]}`
}

/** TypeScript is run as CommonJS where Node cannot, and await is a mistake of syntax there. */
function isTopLevelAwait(thrown: unknown): boolean {
  return thrown instanceof Error && /await is only valid in async functions/.test(thrown.message)
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ` : ''
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? String(thrown.message) : showValue(thrown)
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line.replace(/[.:\s]+$/, '')
}
