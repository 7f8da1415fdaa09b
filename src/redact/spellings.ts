const SHORTEST = 6

/**
 * The ways in which a text may stand in another: as it is, in a form, in base64 wherever it begins, in hex. What is escaped
 * or percent-encoded is looked for the other way round, since there are too many ways to do that.
 */
export function spellingsOf(text: string): readonly string[] {
  const spellings = [text]
  if (text.includes(' ')) spellings.push(formEncoded(text))
  if (text.length < SHORTEST) return spellings
  const bytes = new TextEncoder().encode(text)
  for (const before of [0, 1, 2]) spellings.push(...base64Of(bytes, before))
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [...spellings, hex, hex.toUpperCase()]
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

/** What is the same in the base64 of every text that has these bytes behind so many others (modulo three). */
function base64Of(bytes: Uint8Array, before: number): string[] {
  const padded = String.fromCharCode(...new Uint8Array(before), ...bytes.subarray(0, LONGEST))
  const encoded = btoa(padded)
  const first = Math.ceil((before * 8) / 6)
  const plain = encoded.slice(first, Math.floor((padded.length * 8) / 6))
  const forAddresses = plain.replaceAll('+', '-').replaceAll('/', '_')
  return plain === forAddresses ? [plain] : [plain, forAddresses]
}

// One that is longer has its beginning found.
const LONGEST = 1024
