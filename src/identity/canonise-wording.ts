/** Rewrites what one defect is called by different runtimes and transforms into one wording. */
export function canoniseWording(line: string): string {
  return (
    line
      // V8 before 9.3; `$2` doubles the last letter of `setting`.
      .replace(
        /Cannot (read|se(t)) property ('[^']*') of (undefined|null)/g,
        'Cannot $1 properties of $4 ($1$2ing $3)',
      )
      // JSON.parse: positions and excerpts are data. The excerpt may hold a line break and end early.
      .replace(/ JSON at position \d+(?: \(line \d+ column \d+\))?/g, ' JSON')
      .replace(/Unexpected token (\S{1,2}) in JSON/g, "Unexpected token '$1' in JSON")
      .replace(/(Unexpected token '\S{1,2}'), (?:\.{3})?"(?:.*is not valid JSON|.*)/g, '$1 in JSON')
      // Vite's and Vitest's module transform.
      .replace(/__vi(?:te_ssr)?_import_\d+__\./g, '')
      .replace(/\(0 ?, ?([\w$.]+)\)/g, '$1')
  )
}
