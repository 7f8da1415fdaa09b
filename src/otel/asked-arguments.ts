// Shared by every copy of smonitor in the process: an application asks all libraries at once.
const KEY = Symbol.for('smonitor.args.v1')

/** Asks every signal that does not say otherwise to tell what its calls were given, or no longer. */
export function askForArguments(isAsked: boolean): void {
  if (isAsked) (globalThis as { [KEY]?: boolean })[KEY] = true
  else Reflect.deleteProperty(globalThis, KEY)
}

/** Tells whether somebody asked for the arguments of all signals. */
export function areArgumentsAsked(): boolean {
  return (globalThis as { [KEY]?: boolean })[KEY] === true
}
