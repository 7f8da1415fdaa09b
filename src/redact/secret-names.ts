const NAMES = new Set([
  'accesskey',
  'accesskeyid',
  'accesstoken',
  'accountkey',
  'apikey',
  'apitoken',
  'authorization',
  'authtoken',
  'clientsecret',
  'connectionstring',
  'cookie',
  'credential',
  'credentials',
  'encryptionkey',
  'idtoken',
  'mypassword',
  'passphrase',
  'passwd',
  'password',
  'passwordhash',
  'privatekey',
  'pwd',
  'refreshtoken',
  'secret',
  'secretaccesskey',
  'secretkey',
  'sessiontoken',
  'setcookie',
  'sharedaccesskey',
  'sharedaccesssignature',
  'sig',
  'signingkey',
  'token',
  'webhooksecret',
])

const LONGEST_NAME = 3
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g

/** Tells whether a field is a secret by its name: `DB_PASSWORD`, `x-api-key`, `smonitor.param.clientSecret`. */
export function isSecretName(name: string): boolean {
  const words = (lastSegment(name).match(WORD) ?? []).map((word) => word.toLowerCase())
  for (let count = 1; count <= Math.min(LONGEST_NAME, words.length); count += 1) {
    if (NAMES.has(words.slice(-count).join(''))) return true
  }
  return false
}

/** The name of a field without what tells ways of writing apart: `user-Name` and `user_name` are `username`. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '')
}

/** What a dotted name ends in. */
export function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
