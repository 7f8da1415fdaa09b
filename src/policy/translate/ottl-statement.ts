import { allOf } from './ottl-text.ts'

/** One statement without its condition, and what has to hold for it besides the condition of its rule. */
export interface Statement {
  readonly action: string
  readonly where: readonly string[]
}

/** Makes a statement. */
export function statement(action: string, ...where: readonly string[]): Statement {
  return { action, where }
}

/** Writes a statement that is made where a condition holds. */
export function writeStatement({ action, where }: Statement, condition: string): string {
  const all = allOf([condition, ...where])
  return all === 'true' ? action : `${action} where ${all}`
}
