const failures = new Set<string>()

/** Runs what only looks: whatever it meets, the program must not notice. */
export function guarded<Result>(look: () => Result): Result | undefined {
  try {
    return look()
  } catch (error) {
    if (failures.size < 20) failures.add(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

/** What failed, once each. */
export function listFailures(): string[] {
  return [...failures]
}
