import { isSecretName } from '../secret-names.ts'
import { programOf, type Program } from './programs.ts'

/** Hands on which part of which argument is a secret: from `start` on to its end. */
export type SecretArgument = (index: number, start: number) => void

/**
 * Finds the secrets among the arguments of programs, by what these programs have their flags for: `mysql -phunter2`,
 * `curl -u ann:hunter2`. A command may have another one in it, so that each argument may be the name of a program.
 */
export function findSecretArguments(args: readonly string[], found: SecretArgument): void {
  const active = new Set<Program>()
  const waiting = new Set<Program>()
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] as string
    for (const program of programOf(argument)) (program.command === undefined ? active : waiting).add(program)
    for (const program of waiting) if (program.command === argument) active.add(program)
    const name = NAMED_FLAG.exec(argument)?.[1]
    if (name !== undefined && isSecretName(name)) {
      const value = args[index + 1]
      if (value !== undefined && value !== '' && !isFlag(value)) found((index += 1), 0)
      continue
    }
    // What is behind it are no flags, and may be another program.
    if (argument === '--') active.clear()
    if (active.size === 0 || argument.length < 2 || argument[0] !== '-') continue
    const next = args[index + 1]
    for (const program of active) {
      const start = valueStart(argument, program)
      if (start === undefined) continue
      if (program.isOnce === true) active.delete(program)
      if (start < argument.length) {
        if (isSecret(argument.slice(start), program)) found(index, start)
      } else if (next !== undefined && !isFlag(next) && isSecret(next, program)) {
        found((index += 1), 0)
      }
      break
    }
  }
}

const NAMED_FLAG = /^--?([A-Za-z][\w.-]{1,127})$/

/** Where the value of a flag begins: behind all of it, if that is the next argument. */
function valueStart(argument: string, { flags = '', attached = '', long = [] }: Program): number | undefined {
  const letter = argument[1] as string
  if (argument.length === 2) return flags.includes(letter) ? 2 : undefined
  if (letter !== '-' && (flags.includes(letter) || attached.includes(letter)) && !isWord(argument, long))
    return 2
  const dashes = letter === '-' ? 2 : 1
  const equals = argument.indexOf('=')
  const end = equals === -1 ? argument.length : equals
  return long.includes(argument.slice(dashes, end)) ? end + (equals === -1 ? 0 : 1) : undefined
}

function isWord(argument: string, long: readonly string[]): boolean {
  return long.some((name) => argument.startsWith(name, 1))
}

function isFlag(argument: string): boolean {
  return /^--?[A-Za-z]/.test(argument)
}

function isSecret(value: string, { has }: Program): boolean {
  return value !== '' && (has === undefined || has.test(value))
}
