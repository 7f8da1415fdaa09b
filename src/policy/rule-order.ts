import type { CompiledRule } from './compile-rule.ts'
import type { ItemKind } from './rule.ts'

/** How many of the rules that hold may hold something back: those before the first that protects it. */
export function rulingCount(matched: readonly CompiledRule[]): number {
  const keeper = matched.findIndex(({ isProtecting }) => isProtecting)
  return keeper === -1 ? matched.length : keeper
}

/** Several routes leave what all of them name. */
export function routeOf(matched: readonly CompiledRule[], kind: ItemKind): readonly string[] | undefined {
  let sendTo: readonly string[] | undefined
  for (const rule of matched) {
    if (rule.sendTo !== undefined && rule.routedKinds.includes(kind))
      sendTo = sendTo?.filter((name) => rule.sendTo?.includes(name)) ?? rule.sendTo
  }
  return sendTo
}
