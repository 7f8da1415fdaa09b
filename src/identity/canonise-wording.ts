/** Rewrites what one defect is called by different runtimes and transforms into one wording. */
export function canoniseWording(line: string): string {
  return (
    line
      // V8 before 9.3.
      .replace(
        /Cannot (read|set) property ('[^']*') of (undefined|null)/g,
        (_, verb: string, name: string, value: string) =>
          `Cannot ${verb} properties of ${value} (${verb === 'read' ? 'reading' : 'setting'} ${name})`,
      )
      // JSON.parse: positions and excerpts are data. The excerpt may hold a line break and end early.
      .replace(/ JSON at position \d+(?: \(line \d+ column \d+\))?/g, ' JSON')
      .replace(/Unexpected token (\S{1,2}) in JSON/g, "Unexpected token '$1' in JSON")
      .replace(/(Unexpected token '\S{1,2}'), (?:\.\.\.)?"(?:.*is not valid JSON|.*)/g, '$1 in JSON')
      // Vite's and Vitest's module transform.
      .replace(/__(?:vite_ssr|vi)_import_\d+__\./g, '')
      .replace(/\(0 ?, ?([\w$.]+)\)/g, '$1')
  )
}
