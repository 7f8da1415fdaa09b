// What Mac Roman shows for Latin-1 letters, and below each the letter that it was.
// https://www.unicode.org/Public/MAPPINGS/VENDORS/APPLE/ROMAN.TXT and Windows-1252.
const SHOWN = 'ÈËÍÎÓÔ·‡‰ÁÛÙˆ˘ΩÖ'
const MEANT = 'éèêëîïáàäçóôöù½…'

/** Gives a title the letters that it had before it was read in the wrong encoding. */
export function repairLetters(title: string): string {
  return Array.from(title, (letter) => MEANT[SHOWN.indexOf(letter)] ?? letter).join('')
}
