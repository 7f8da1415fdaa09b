import { createHash } from 'node:crypto'
import * as fc from 'fast-check'

/** Random text that is the same for the same seed, and does not shrink to something that is no secret. */
const noise = (encoding: 'base64url' | 'hex', length: number): fc.Arbitrary<string> =>
  fc
    .nat()
    .map((seed) =>
      createHash('sha512').update(String(seed)).digest(encoding).replaceAll(/[-_]/g, 'x').slice(0, length),
    )

const secret = noise('base64url', 36)

/** A text that has a secret, and the secret in it. */
export interface Canary {
  readonly text: string
  readonly secret: string
}

/** Texts with a secret each, by the preset that must find it. */
export const CANARIES: Readonly<Record<string, fc.Arbitrary<Canary>>> = {
  'a key of AWS': secret
    .map((word) => word.toUpperCase().slice(0, 16))
    .map((word) => of(`AKIA${word}`, word)),
  'a token of GitHub': secret.map((word) => of(`ghp_${word}`, word)),
  'a token of Slack': secret.map((word) => of(`xoxb-12345-${word}`, word)),
  'a key of Stripe': secret.map((word) => of(`sk_live_${word}`, word)),
  'a web token': secret.map((word) => of(`eyJhbGciOiJIUzI1NiJ9.${word}.${word}`, word)),
  'a private key': secret.map((word) =>
    of(`-----BEGIN RSA PRIVATE KEY-----\n${word}\n-----END RSA PRIVATE KEY-----`, word),
  ),
  'a bearer': secret.map((word) => of(`Authorization: Bearer ${word}`, word)),
  'a password in a form': noise('hex', 10).map((word) => of(`password=${word}`, word)),
  'a password in JSON': noise('hex', 10).map((word) => of(JSON.stringify({ a: 1, dbPassword: word }), word)),
  'a password in JSON in JSON': noise('hex', 10).map((word) =>
    of(JSON.stringify({ body: JSON.stringify({ apiKey: `"${word}\\` }) }), word),
  ),
  'a password of an address': noise('hex', 10).map((word) => of(`postgres://ann:${word}@db:5432/shop`, word)),
  'a password on a command line': noise('hex', 10).map((word) =>
    of(`tool --db-password ${word} --force`, word),
  ),
  'a cookie': noise('hex', 10).map((word) => of(`Cookie: theme=dark; sid=${word}`, word)),
  'a mail address': noise('hex', 8).map((word) => of(`${word}@shop.example`, word)),
  'a home folder': noise('hex', 8).map((word) => of(`at file:///home/u${word}/shop/src/a.ts:1:2`, word)),
  'a home folder on Windows': noise('hex', 8).map((word) => of(`C:\\Users\\u ${word}\\shop`, word)),
  'random text': noise('base64url', 40)
    .filter((word) => word.replaceAll(/\D/g, '').length >= 8)
    .map((word) => of(word, word)),
}

function of(text: string, word: string): Canary {
  return { text, secret: word }
}
