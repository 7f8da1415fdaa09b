/** Leaves out the fields that are undefined, as `exactOptionalPropertyTypes` asks. */
export function defined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const known: { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } = {}
  for (const name of Object.keys(fields) as (keyof Fields)[]) {
    if (fields[name] !== undefined) known[name] = fields[name] as Exclude<Fields[typeof name], undefined>
  }
  return known
}
