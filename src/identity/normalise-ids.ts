/** Replaces e-mail addresses, trace contexts, UUIDs, tokens, hashes and random identifiers. */
export function normaliseIds(line: string): string {
  return line
    .replace(/(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])/g, '<email>')
    .replace(
      /(?<![A-Za-z\d])(?:[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}|1-[\da-f]{8}-[\da-f]{24})(?![A-Za-z\d])/gi,
      '<trace>',
    )
    .replace(/(?<![A-Za-z\d])[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?![A-Za-z\d])/gi, '<uuid>')
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '<jwt>')
    .replace(/\b(sha\d{1,3}[-:=])[A-Za-z\d+/]{20,}={0,2}/g, '$1<n>')
    .replace(/(?<!\w)0x[\da-f]+/gi, '<n>')
    .replace(/(?<![\w-])[\w-]{7,}/g, templateToken)
}

/** Without a digit a token is a word: names of classes and settings must stay. */
function templateToken(token: string): string {
  if (!/\d/.test(token)) return token
  if (isOpaque(token)) return '<n>'
  return token
    .replace(/[A-Za-z\d]{7,}/g, (part) => (isRandom(part) ? '<n>' : part))
    .replace(/(?<=-)(?![A-Z]?[a-z]+\d+$)(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z\d]{6}$/, '<n>')
}

/** A nanoid (21) or base64url of 24 bytes and more, whose `-` and `_` are not word breaks. */
function isOpaque(token: string): boolean {
  const bare = token.replace(/[-_]/g, '')
  const breaks = token.length - bare.length
  return (
    (token.length === 21 || token.length >= 32) &&
    breaks > 0 &&
    breaks * 8 <= token.length &&
    isScrambled(bare)
  )
}

function isRandom(part: string): boolean {
  // Not `202773e`: the digits of `1.202773e-318`.
  if (/^(?=\D*\d)(?!\d+e?\d*$)(?:[\da-f]+|[\dA-F]+)$/.test(part)) return true
  // `convertUtf8ToBase64` is a word although letters and digits take turns.
  const rest = part.replace(/(?:utf|base|sha|md|ipv|u?int|float|oauth|http|mp|es)\d+|x509/gi, '')
  return (
    (part.length >= 8 && countRuns(rest, /\d+|[A-Za-z]+/g) > 3) || (part.length >= 16 && isScrambled(rest))
  )
}

/** Random text changes between lower case, upper case and digits at two of three places, camel case at one of three. */
function isScrambled(text: string): boolean {
  return (
    /^(?=.*[a-z])(?=.*[A-Z]).*\d/.test(text) && countRuns(text, /[a-z]+|[A-Z]+|\d+/g) > 0.45 * text.length
  )
}

function countRuns(text: string, run: RegExp): number {
  return text.match(run)?.length ?? 0
}
