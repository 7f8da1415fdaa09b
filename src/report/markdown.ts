import { toSafeLine } from '../record/sanitise.ts'
import { truncate } from '../record/param-value.ts'

/** Longest text of one field, in UTF-16 code units. */
const MAX_FIELD_LENGTH = 600

// What is markup in the middle of a line, in CommonMark with GitHub's extensions: emphasis, code, links, HTML, tables,
// strike-through and mathematics.
const MARKUP = /[\\`*_[\]|~$]/g

// What GitHub makes a link of by itself: a mention, an issue, an emoji, a commit, an address. A word joiner in it, which
// is not seen, keeps it a text.
const REFERENCES: readonly (readonly [RegExp, string])[] = [
  [/@(?=\w)/g, '@\u2060'],
  [/#(?=\d)/g, '#\u2060'],
  [/:(?=[a-z+-][\w+-]*:)/gi, ':\u2060'],
  [/(GH|https?|ftp|mailto|xmpp|www)(?=[-:.])/gi, '$1\u2060'],
]

/**
 * Makes a text from data plain text of Markdown, in the middle of a line: nothing in it is markup, HTML, a link, a
 * mention of somebody, or the end of a table's cell.
 */
export function toMarkdownText(text: string): string {
  const escaped = toSafeLine(truncate(text, MAX_FIELD_LENGTH))
    .replace(MARKUP, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return REFERENCES.reduce((result, [pattern, by]) => result.replace(pattern, by), escaped)
}

/** Makes a text from data code in a line of Markdown, also in a table. */
export function toMarkdownCode(text: string): string {
  const safe = toSafeLine(truncate(text, MAX_FIELD_LENGTH)).replaceAll('|', '\\|')
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const isPadded = safe.startsWith('`') || safe.endsWith('`')
  return safe === '' ? '` `' : `${fence}${isPadded ? ` ${safe} ` : safe}${fence}`
}

/** An address as a link, or as text if it is none that is safe to follow. */
export function toMarkdownLink(url: string): string {
  const isSafe = /^https?:\/\/[^\s<>]+$/.test(url) && url.length <= 2048 && toSafeLine(url) === url
  return isSafe ? `<${url}>` : toMarkdownText(url)
}
