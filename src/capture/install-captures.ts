import { captureConsole } from './capture-console.ts'
import { captureExceptions, type CaptureExceptionsOptions } from './capture-exceptions.ts'
import { captureWarnings } from './capture-warnings.ts'

/** Which captures are on. */
export interface CaptureSwitches {
  readonly warnings: boolean
  readonly console: boolean
  readonly exceptions: boolean
}

/** The captures of a program. */
export interface Captures {
  /** Switches captures on and off. Those that stay on go on without a gap. */
  apply(switches: CaptureSwitches): void
  /** Switches all of them off; can be called again. */
  dispose(): void
}

const ALL_OFF: CaptureSwitches = { warnings: false, console: false, exceptions: false }

/** Switches the captures on that are asked for, each by itself: none of them brings another with it. */
export function installCaptures(initial: CaptureSwitches, options: CaptureExceptionsOptions = {}): Captures {
  const starts: Readonly<Record<keyof CaptureSwitches, () => () => void>> = {
    exceptions: () => captureExceptions(options),
    warnings: captureWarnings,
    console: () => captureConsole(),
  }
  const running = new Map<string, () => void>()

  function apply(switches: CaptureSwitches): void {
    for (const [name, start] of Object.entries(starts)) {
      const isWanted = switches[name as keyof CaptureSwitches]
      const stop = running.get(name)
      if (isWanted && stop === undefined) running.set(name, start())
      if (isWanted || stop === undefined) continue
      running.delete(name)
      stop()
    }
  }

  apply(initial)
  return { apply, dispose: () => apply(ALL_OFF) }
}
