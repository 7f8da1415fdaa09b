/** Finds files that import each other, each circle once: from a file by way of others back to it. */
export function findCircles(
  files: readonly string[],
  importsOf: (file: string) => readonly string[],
): string[][] {
  const known = new Set(files)
  const done = new Set<string>()
  const path: string[] = []
  const circles: string[][] = []

  function visit(file: string): void {
    if (done.has(file) || !known.has(file)) return
    const at = path.indexOf(file)
    if (at !== -1) {
      circles.push([...path.slice(at), file])
      return
    }
    path.push(file)
    for (const imported of importsOf(file)) visit(imported)
    path.pop()
    done.add(file)
  }

  for (const file of files) visit(file)
  return circles
}
