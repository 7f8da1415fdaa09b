// C0 and C1 controls, DEL, line and paragraph separators, and the marks that turn the direction of text:
// data must not move the cursor, recolour the terminal, forge a line, or show an order that is not there.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Makes a text from data safe for one line of a terminal or log: what is unsafe is shown as an escape. */
export function toSafeLine(text: string): string {
  return text.replace(UNSAFE, escapeOf)
}

function escapeOf(character: string): string {
  return NAMED[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
