import { pathToFileURL } from 'node:url'

/** Writes the file of a stack frame as its path from the working folder, where it is inside: shorter, and still found. */
export function shortenFrame(frame: string): string {
  const folder = workingFolder()
  if (folder === undefined) return frame
  return frame.replace(`${pathToFileURL(folder).href}/`, '').replace(`${folder}/`, '')
}

function workingFolder(): string | undefined {
  try {
    const folder = process.cwd()
    return folder === '/' ? undefined : folder
  } catch {
    return undefined // It was deleted while the program runs.
  }
}
