import type { Audience, CodeDefinition } from './catalog-definition.ts'
import { defined } from './defined.ts'
import { renderTemplate, type ParamAttributes } from './template.ts'

/** A diagnostic in words. */
export interface ResolvedText {
  readonly title?: string
  readonly message: string
  readonly hint?: string
}

/**
 * Renders the words of a code for one audience, or the catalog's own when none is named.
 *
 * Fallbacks: a reader without words of their own gets the code's message and hint; `qa`, `agent` and `debug`
 * take the developer's hint before that, and `debug` the developer's message too.
 */
export function resolveText(
  definition: CodeDefinition,
  params: ParamAttributes,
  audience?: Audience,
): ResolvedText {
  const { title, message, hint, audience: variants } = definition
  const own = audience === undefined ? undefined : variants?.[audience]
  const developer = audience === undefined || audience === 'user' ? undefined : variants?.dev
  const render = (text?: string) => (text === undefined ? undefined : renderTemplate(text, params))
  return {
    message: renderTemplate(own?.message || (audience === 'debug' && developer?.message) || message, params),
    ...defined({ title: render(title), hint: render(own?.hint ?? developer?.hint ?? hint) }),
  }
}

/** Lists every text of a code, for those who look for its placeholders. */
export function listTexts(definition: CodeDefinition): string[] {
  const variants: readonly Partial<CodeDefinition>[] = Object.values(definition.audience ?? {})
  return [definition, ...variants]
    .flatMap(({ title, message, hint }) => [title, message, hint])
    .filter((text) => typeof text === 'string')
}
