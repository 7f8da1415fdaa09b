/**
 * Breaks a text into lines of at most `width` characters, at spaces where there are any.
 * Every line starts with the indent; a word longer than a line is left whole, so that it can be copied.
 */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    const isFirst = line.length === indent.length
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + word
    } else line += isFirst ? word : ` ${word}`
  }
  return [...lines, line]
}
