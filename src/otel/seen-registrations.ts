// Shared by every copy of smonitor in the process: who looks into a program is not the one that sets it up.
const KEY = Symbol.for('smonitor.registrations.v1')

/**
 * Told of each registration in the globals of OTel, and with the slot `api` of the object that takes their place.
 * `isOurs` is what smonitor made of the variables or the config file of OTel; it gives way to what the program has.
 */
export type RegistrationListener = (slot: string, instance: object, isOurs: boolean) => void

/** Listens to registrations that no property of the globals tells of, since it is smonitor that holds them. */
export function listenToRegistrations(listener: RegistrationListener): void {
  ;(globalThis as { [KEY]?: RegistrationListener })[KEY] = listener
}

/** Tells whoever listens of a registration. */
export function tellRegistration(slot: string, instance: object, isOurs = false): void {
  ;(globalThis as { [KEY]?: RegistrationListener })[KEY]?.(slot, instance, isOurs)
}
