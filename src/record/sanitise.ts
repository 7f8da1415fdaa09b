// C0 and C1 controls, DEL, line and paragraph separators, and the marks that turn the direction of text:
// data must not move the cursor, recolour the terminal, forge a line, or show an order that is not there.
const UNSAFE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Makes a text from data safe for one line of a terminal or log: what is unsafe is shown as an escape. */
export function toSafeLine(text: string): string {
  return text.replace(UNSAFE, escapeOf)
}

function escapeOf(character: string): string {
  return NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
