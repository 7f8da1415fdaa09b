// Shared by every copy of smonitor in the process, so that a library with a copy of its own sees who prints.
const KEY = Symbol.for('smonitor.printing.v1')

/** Says that this printer, a console sink, puts diagnostics on the terminal of the process from now on. */
export function announcePrinter(printer: object): void {
  const shared = globalThis as { [KEY]?: Set<object> }
  ;(shared[KEY] ??= new Set()).add(printer)
}

/** Says that this printer prints no more. */
export function withdrawPrinter(printer: object): void {
  printers()?.delete(printer)
}

/** Tells whether a console sink is at work, so that nobody else has to show a diagnostic. */
export function isPrinterAtWork(): boolean {
  return (printers()?.size ?? 0) > 0
}

function printers(): Set<object> | undefined {
  return (globalThis as { [KEY]?: Set<object> })[KEY]
}
