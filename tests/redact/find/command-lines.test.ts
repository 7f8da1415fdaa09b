import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { programNames } from '../../../src/redact/find/programs.ts'
import { createRedactor } from '../../../src/redact/index.ts'

const redactor = createRedactor({ presets: ['ci'] })
const redact = (text: string): string => redactor.text(text)
const R = '[REDACTED]'

describe('a command that a text quotes', () => {
  test.each([
    [
      'Command failed: curl -u ann:swordfish https://shop.example',
      `Command failed: curl -u ${R} https://shop.example`,
    ],
    ['curl -uann:swordfish https://a.example', `curl -u${R} https://a.example`],
    ['curl --user ann:swordfish -sS x', `curl --user ${R} -sS x`],
    ["curl --user='ann:sword fish' x", `curl --user='${R}' x`],
    ['curl -b "sid=abc" x', `curl -b "${R}" x`],
    ['curl \\\n  -u ann:swordfish \\\n  x', `curl \\\n  -u ${R} \\\n  x`],
    ['sh -c "mysql -uroot -pswordfish shop"', `sh -c "mysql -uroot -p${R} shop"`],
    ['mysql -p"sword fish" shop', `mysql -p"${R}" shop`],
    ['mysqldump -uroot -pswordfish; ls -plain', `mysqldump -uroot -p${R}; ls -plain`],
    ['psql "host=db password=swordfish user=ann"', `psql "host=db password=${R} user=ann"`],
    ['redis-cli -h db -a swordfish ping', `redis-cli -h db -a ${R} ping`],
    ['redis-cli --pass swordfish ping', `redis-cli --pass ${R} ping`],
    ['sshpass -p swordfish ssh ann@db -p 22', `sshpass -p ${R} ssh ann@db -p 22`],
    ['sshpass -pswordfish ssh db', `sshpass -p${R} ssh db`],
    ['curl -H "Authorization: Bearer sword.fish" x', `curl -H "Authorization: Bearer ${R}" x`],
    ["curl -H 'X-Api-Key: swordfish' x", `curl -H 'X-Api-Key: ${R}' x`],
    ['PGPASSWORD=swordfish psql shop', `PGPASSWORD=${R} psql shop`],
    ['DB_PASS="sword of fish" node app.mjs', `DB_PASS="${R}" node app.mjs`],
    ['tool --api-key swordfish --token=abc', `tool --api-key ${R} --token=${R}`],
    ['docker login -u ann -p swordfish shop.example', `docker login -u ann -p ${R} shop.example`],
    [
      '/usr/bin/docker run -e DB_PASS=x -p 80:80 mysql -pswordfish',
      `/usr/bin/docker run -e DB_PASS=${R} -p 80:80 mysql -p${R}`,
    ],
    ['spawn ["curl","-u","ann:swordfish","x"]', `spawn ["curl","-u","${R}","x"]`],
    ["spawnargs: [ 'curl', '-u', 'ann:swordfish', 'x' ]", `spawnargs: [ 'curl', '-u', '${R}', 'x' ]`],
    ['keytool -storepass swordfish -list', `keytool -storepass ${R} -list`],
    ['`mongosh -u ann -p swordfish`', `\`mongosh -u ann -p ${R}\``],
  ])('loses its secrets: %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
    expect(redact(expected)).toBe(expected)
  })

  test.each([
    'curl -u ann https://shop.example -o out.json',
    'curl: (7) Failed to connect to shop.example port 443',
    'docker run -p 8080:80 --user 1000:1000 shop',
    'mysql -p shop',
    'mysql -P 3306 -h db',
    'redis-cli -h db -p 6379 ping',
    'The program mysql -- that is -prod -- was started at 10:00:00.',
    'ls -a; grep -p x; tar -P',
    'node app.mjs -p 3000 -u x',
    'see docker login, and then -p',
    'http GET https://shop.example/a-b',
  ])('stays as it is without any: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('loses what stands behind a flag of each program, however it is written, and no more', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...programNames()),
        fc.constantFrom('-a', '-p', '-P', '-u', '-U', '-w', '-k', '--user', '-storepass'),
        fc.stringMatching(/^[a-z]{6}[%:,=]{0,2}[a-z]{2,9}$/),
        fc.constantFrom('', "'", '"'),
        (program, flag, secret, quote) => {
          const text = `Failed: ${program} login ${flag} ${quote}${secret}${quote} end-of-it`
          const redacted = redact(text)
          expect([text, text.replace(secret, R)]).toContain(redacted)
        },
      ),
    )
  })

  test('is read in time that grows with its length alone', () => {
    for (const piece of ['curl ', 'curl "', "mysql -p'", 'docker login -p ', 'curl -u a:b,']) {
      const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
      expect(redact(text).length).toBeGreaterThan(0)
    }
  })
})
