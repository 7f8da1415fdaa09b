const NUMBER = String.raw`(?:0x[\dA-Fa-f]{1,2}|\d{1,3})`
const SPACE = String.raw`(?:\\+[nrt]|\s){0,32}`
const OPAQUE = [
  // Numbers with commas between them, in fields of their own in OTLP.
  String.raw`(?:${NUMBER},${SPACE}){5}`,
  String.raw`(?:"intValue":"?\d{1,3}"?\},\{){5}`,
  String.raw`"0\\*":${SPACE}\d`,
  // Pairs of hex digits with something between them.
  String.raw`(?:[\dA-Fa-f]{2}[:-]){5}`,
  '<Buffer ',
  // Base64 in lines.
  String.raw`[\w+/=-]{60}(?:\\+[nr]|[\r\n])`,
]
const PATTERN = new RegExp(OPAQUE.join('|'))

/**
 * Tells whether a text, or a line of JSON with it, may hold something in which no part of a secret can be looked for as it is:
 * what is written byte by byte, and base64 with line breaks.
 */
export function isOpaque(text: string): boolean {
  return PATTERN.test(text)
}
