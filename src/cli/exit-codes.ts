/**
 * The exit codes of the command line, as `--help` documents them. `smonitor run` ends with the program's own
 * code, so its own failures have codes that programs rarely use (as `env` and `timeout` do).
 */
export const EXIT = {
  ok: 0,
  /** The command could not do its work: no bundle there, or it cannot be read. */
  failed: 1,
  /** The command line is not understood. */
  usage: 2,
  /** `validate`: the config is not valid. */
  invalid: 2,
  /** `compare`: an incident is in a state that `--fail-on` names. */
  found: 3,
  /** `replay`: sent, but for what the endpoint did not take. */
  partly: 3,
  /** `replay`: stopped by Ctrl-C, as shells say it. */
  interrupted: 130,
  /** `run`: smonitor itself failed: the SDK is missing, or the bundle cannot be written. */
  runFailed: 125,
  /** `run`: the program was found but could not be started. */
  notStarted: 126,
  /** `run`: the program was not found. */
  notFound: 127,
  /** `run`: added to the number of the signal that ended the program. */
  signalBase: 128,
} as const
