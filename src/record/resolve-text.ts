import type { Audience, AudienceText, CodeDefinition } from './catalog-definition.ts'
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
  const hint = hintFor(definition, audience)
  return {
    ...(definition.title === undefined ? {} : { title: renderTemplate(definition.title, params) }),
    message: renderTemplate(messageFor(definition, audience), params),
    ...(hint === undefined ? {} : { hint: renderTemplate(hint, params) }),
  }
}

/** Lists every text of a code, for those who look for its placeholders. */
export function listTexts(definition: CodeDefinition): string[] {
  const variants = Object.values(definition.audience ?? {}).flatMap((text: AudienceText) => [
    text.message,
    text.hint,
  ])
  return [definition.title, definition.message, definition.hint, ...variants].filter(
    (text) => text !== undefined,
  )
}

function messageFor(definition: CodeDefinition, audience: Audience | undefined): string {
  const own = audience === undefined ? undefined : definition.audience?.[audience]?.message
  const developer = audience === 'debug' ? definition.audience?.dev?.message : undefined
  return own ?? developer ?? definition.message
}

function hintFor(definition: CodeDefinition, audience: Audience | undefined): string | undefined {
  if (audience === undefined) return definition.hint
  const own = definition.audience?.[audience]?.hint
  const developer = audience === 'user' ? undefined : definition.audience?.dev?.hint
  return own ?? developer ?? definition.hint
}
