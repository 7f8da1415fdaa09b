/** What a value may be: the part of JSON Schema that our schema uses, and what JSON has no words for. */
export interface Shape {
  /** The name of a part that many shapes share. */
  readonly ref?: string
  readonly type?: 'boolean' | 'string' | 'integer' | 'number' | 'array' | 'object'
  /** A level in any case and spelling, a sink object, a function. */
  readonly accepts?: 'level' | 'sink' | 'function'
  readonly enum?: readonly string[]
  readonly const?: string | boolean
  readonly anyOf?: readonly Shape[]
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  /** Knows no other properties. */
  readonly isClosed?: boolean
  /** Is the path of a file or folder. */
  readonly isPath?: boolean
  /** May be `Infinity`. */
  readonly isUnlimited?: boolean
  readonly default?: unknown
  /** What it may be, in words that follow `Use `. */
  readonly allowed?: string
}

/** The shape of a setting, with where else it comes from. */
export interface SettingShape extends Shape {
  /** The environment variables, the first that is set wins. */
  readonly env?: readonly string[]
  /** What the number of the variable is multiplied with. */
  readonly envFactor?: number
  /** What it may be where it comes from the environment, if that is less. */
  readonly allowedInEnv?: string
  /** What else it is called in a config file. */
  readonly spellings: readonly string[]
  /** Is no setting of a profile. */
  readonly isRoot?: boolean
  /** What it is when nothing says so, where that is no constant. */
  readonly defaultText?: string
}
