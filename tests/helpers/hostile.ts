/** Texts that would take a terminal over, forge a line, or break a parser, if they got through. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'ANSI colours': '\u001b[31mred\u001b[0m',
  'a cleared screen': '\u001b[2J\u001b[H',
  'an OSC 8 link': '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  'an 8-bit control sequence': '\u009b31mred',
  'a right-to-left override': 'safe\u202egnp.exe',
  'bidi isolates': '\u2066a\u2069',
  'forged lines': 'one\nERROR forged\r\nanother\rback',
  'Unicode line breaks': 'a\u2028b\u2029c\u0085d\u000be\u000cf',
  'NUL, backspace and DEL': 'a\u0000b\bc\u007f',
  'a lone high surrogate': 'a\ud83d',
  'a lone low surrogate': '\udca9b',
  'quotes and backslashes': '"a" \\" \\\\ = b=c \\n',
  'a megabyte': 'x\n'.repeat(500_000),
  'a placeholder': '{id} {{id}} {id:json}',
  nothing: '',
}

// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u

/** Lists the first control character of a text, by name; line breaks are left to the caller. */
export function findControl(text: string): string | undefined {
  const found = CONTROLS.exec(text)?.[0]
  return found === undefined ? undefined : `U+${found.charCodeAt(0).toString(16).padStart(4, '0')}`
}
