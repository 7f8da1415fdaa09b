import type { DiagnosticEvent } from '../../record/diagnostic-event.ts'
import { openLineFile } from '../line-file.ts'
import type { BundleFile } from '../manifest.ts'
import { createLogLines } from './log-lines.ts'
import type { OtlpResource } from './otlp-resource.ts'

/** A new file that gets events as the log records that they were. */
export interface LogFile {
  /** Adds an event. @throws Error of `node:fs` */
  add(event: DiagnosticEvent): void
  /** Adds a line of OTLP JSON that is there already. @throws Error of `node:fs` */
  addLine(line: string): void
  /** Writes the rest and tells what a reader may check. @throws Error of `node:fs` */
  end(): BundleFile
  /** Lets go of the file, also after an error. */
  close(): void
}

/** Opens a new file for its owner's eyes alone. @throws Error of `node:fs` */
export function openLogFile(path: string, resource: OtlpResource): LogFile {
  const lines = createLogLines(resource)
  const file = openLineFile(path)
  const write = (line: string | undefined): void => {
    if (line !== undefined) file.add(line)
  }
  return {
    add: (event) => write(lines.add(event)),
    addLine: (line) => file.add(line),
    end() {
      write(lines.end())
      return file.end()
    },
    close: () => file.close(),
  }
}
