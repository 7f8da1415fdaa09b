/** Replaces the operands of an assertion: quoted texts, objects and lists. `true`, `null` and the matcher's words stay. */
export function collapseOperands(line: string): string {
  let rest = line.replace(
    /(?<![\w\\])(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`)(?!\w)/g,
    '<str>',
  )
  // From the inside out; a printed operand is cut at a few levels.
  for (let depth = 0; depth < 8; depth++) {
    rest = rest.replace(/\{[^{}[\]]*\}|\[[^{}[\]]*\]/g, (found) =>
      found.startsWith('{') ? '<obj>' : '<arr>',
    )
  }
  return rest
}

/** Replaces quoted prose and long quoted texts; a quoted identifier, type or path names the defect and stays. */
export function collapseProse(line: string): string {
  return line.replace(/(?<!\w)(?:'[^']*'|"[^"]*")(?!\w)/g, (quoted) => {
    const isPath = /^.(?:<\w+>|pkg:|\.{0,2}\/)|\.\w{1,5}.$/.test(quoted)
    return quoted.length > 100 || (/\w \w/.test(quoted) && !isPath) ? '<str>' : quoted
  })
}
