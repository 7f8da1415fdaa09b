/**
 * Replaces quoted values. In an assertion every quoted text, object and list is an operand;
 * elsewhere only prose and long text is a value, and a quoted identifier, type or path names the defect.
 */
export function collapseQuotes(line: string, isAssertion: boolean): string {
  return isAssertion ? collapseOperands(line) : collapseProse(line)
}

/** `true`, `null`, `undefined` and the matcher's words stay. */
function collapseOperands(line: string): string {
  let rest = line.replace(/(?<![\w\\])(['"`])(?:(?!\1)[^\\]|\\.)*\1(?!\w)/g, '<str>')
  // From the inside out; a printed operand is cut at a few levels.
  for (let depth = 0; depth < 8; depth++) {
    rest = rest.replace(/\{[^{}[\]]*\}|\[[^{}[\]]*\]/g, (found) =>
      found.startsWith('{') ? '<obj>' : '<arr>',
    )
  }
  return rest
}

function collapseProse(line: string): string {
  return line.replace(/(?<!\w)(?:'[^']*'|"[^"]*")(?!\w)/g, (quoted) => {
    const isPath = /^.(?:<\w+>|pkg:|\.{0,2}\/)|\.\w{1,5}.$/.test(quoted)
    return quoted.length > 100 || (/\w \w/.test(quoted) && !isPath) ? '<str>' : quoted
  })
}
