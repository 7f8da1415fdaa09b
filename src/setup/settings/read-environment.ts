import type { Environment } from '../environment.ts'
import { checkValue } from './check-value.ts'
import { nearestName } from './nearest-name.ts'
import { SETTING_LIST, type SettingKey } from './read-settings-block.ts'
import { unknownSetting, wrongValue, type SettingNotice } from './setting-notice.ts'
import type { SettingShape, Shape } from './shape.ts'

/** What the environment says of the settings. */
export interface EnvironmentSettings {
  readonly values: ReadonlyMap<SettingKey, { readonly value: unknown; readonly variable: string }>
  readonly notices: readonly SettingNotice[]
}

/** Names the config file, or says `false`. */
export const CONFIG_VARIABLE = 'SMONITOR_CONFIG'

/** Reads the settings of the environment. */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const values = new Map<SettingKey, { value: unknown; variable: string }>()
  const notices: SettingNotice[] = []
  for (const [key, shape] of SETTING_LIST) {
    const variable = shape.env?.find((name) => textOf(name, env) !== undefined)
    if (variable === undefined) continue
    const text = textOf(variable, env) ?? ''
    const value = coerce(text, shape)
    const isWrong = checkValue(value, shape).length > 0
    if (isWrong) {
      const names = shape.type === 'boolean' ? WORDS : []
      notices.push(
        wrongValue(variable, text, shape.allowedInEnv ?? shape.allowed ?? '', namesIn(shape, names)),
      )
    } else values.set(key, { value: scale(value, shape), variable })
  }
  const name = serviceNameOf(env)
  if (name !== undefined && !values.has('serviceName')) {
    values.set('serviceName', { value: name, variable: RESOURCE })
  }
  return { values, notices: [...notices, ...listSlips(env)] }
}

/** Reads a variable; one that is set to nothing counts as not set. */
export function textOf(variable: string, env: Environment): string | undefined {
  const value = env[variable]?.trim()
  return value === undefined || value === '' ? undefined : value
}

const TRUE: readonly string[] = ['1', 'true', 'yes', 'on']
const FALSE: readonly string[] = ['0', 'false', 'no', 'off']

const WORDS = [...TRUE, ...FALSE].filter((word) => /[a-z]/.test(word))

/** Reads a text as what the setting may be; what it cannot be stays a text. */
function coerce(text: string, shape: Shape): unknown {
  const word = text.toLowerCase()
  const choices = shape.anyOf ?? [shape]
  if (choices.some(({ type }) => type === 'boolean')) {
    if (TRUE.includes(word)) return true
    if (FALSE.includes(word)) return false
  }
  if (choices.some((choice) => choice.const === false) && FALSE.includes(word)) return false
  if (choices.some(({ type }) => type === 'integer' || type === 'number')) {
    const number = Number(text)
    return Number.isNaN(number) ? word : number
  }
  if (shape.type === 'array') {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }
  return text
}

function scale(value: unknown, { envFactor }: SettingShape): unknown {
  return envFactor === undefined ? value : Number(value) * envFactor
}

function namesIn(shape: Shape, names: readonly string[]): readonly string[] {
  return [...names, ...checkValue(Symbol('none'), shape).flatMap((finding) => finding.names)]
}

const RESOURCE = 'OTEL_RESOURCE_ATTRIBUTES'

/** The other way in which OpenTelemetry is told the name of the program. */
function serviceNameOf(env: Environment): string | undefined {
  const pair = env[RESOURCE]?.split(',').find((item) => /^\s*service\.name\s*=/.test(item))
  const value = pair?.slice(pair.indexOf('=') + 1).trim()
  if (value === undefined || value === '') return undefined
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Lists variables that look like one of ours with a slip of the keys. Others may be of other tools. */
function listSlips(env: Environment): SettingNotice[] {
  const known = [...SETTING_LIST.flatMap(([, { env: names = [] }]) => names), CONFIG_VARIABLE]
  const words = known.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length))
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .filter((name) => nearestName(name.slice(PREFIX.length), words) !== undefined)
    .map((name) => unknownSetting(name, name, known))
}

const PREFIX = 'SMONITOR_'
