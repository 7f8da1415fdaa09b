/** What an OpenTelemetry resource says of the machine and of whoever runs the program, and no support needs. */
const PRIVATE = new Set([
  'process.command',
  'process.command_line',
  'process.owner',
  'process.executable.path',
  'process.working_directory',
  'host.name',
  'host.id',
  'host.ip',
  'host.mac',
])

/** Arguments are private as well; a preset that lets them stay has secrets taken out of them. */
export const ARGUMENTS = 'process.command_args'

/** Tells whether an attribute of a resource is of the machine or of whoever runs the program. */
export function isPrivateAttribute(name: string): boolean {
  return name === ARGUMENTS || PRIVATE.has(name)
}
