/**
 * The environment variables of a process.
 *
 * Not `NodeJS.ProcessEnv`: our declarations have to be read without `@types/node`.
 */
export interface Environment {
  [name: string]: string | undefined
}
