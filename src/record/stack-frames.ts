// Frames of Node, OpenTelemetry and smonitor itself, which say nothing about the program.
const INTERNAL =
  /node:internal\/|node:async_hooks|\/@opentelemetry\/|\/smonitor-emit\.js|\/otel\/(?:observe-call|observe-result|wrap-function)\.[jt]s/

/** Lists the frames of a stack as V8 writes them, without `at`: all, or those of the program only. */
export function listFrames(stack: string | null | undefined, withInternals = false): string[] {
  return (stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && (withInternals || !INTERNAL.test(line)))
    .map((line) => line.trim().slice('at '.length))
}

/** The first place in the program: where somebody looks first. */
export function firstAppFrame(stack: string | null | undefined): string | null {
  return listFrames(stack)[0] ?? null
}
