/**
 * Takes our own escape sequences out of a text: looks (SGR) and links (OSC 8, with a plain address in them). Any other
 * sequence stays, and is found as a control character.
 */
export function stripTerminal(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/\u001b\[[\d;]*m|\u001b\]8;;[!-~]*\u001b\\/g, '')
}
