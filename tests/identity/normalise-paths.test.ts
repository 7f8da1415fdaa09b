import { describe, expect, test } from 'vitest'
import { normaliseLine } from '../../src/identity/normalise-line.ts'
import { toRootPattern } from '../../src/identity/root-pattern.ts'

describe('paths', () => {
  test.each([
    ["open '/home/ci/repo/cfg/a.yml'", 'cfg', '/home/ci/repo', "open 'cfg/a.yml'"],
    ['in /home/ci/repo/src/io.ts:10:5', 'posix', '/home/ci/repo', 'in src/io.ts'],
    ['in /home/ci/repo/src/io.ts.', 'sentence end', '/home/ci/repo/', 'in src/io.ts.'],
    ['cwd is /home/ci/repo', 'the root itself', '/home/ci/repo', 'cwd is <root>'],
    ['cwd is /home/ci/repo-old/a.ts', 'a sibling', '/home/ci/repo', 'cwd is <abs>/a.ts'],
    ['in /mnt/home/ci/repo/src/io.ts', 'the same tail elsewhere', '/home/ci/repo', 'in <abs>/io.ts'],
    ['at file:///home/ci/repo/src/io.ts:1:2', 'file URL', '/home/ci/repo', 'at src/io.ts'],
    ['at /@fs/home/ci/repo/src/io.ts?v=1', 'Vite', '/home/ci/repo', 'at src/io.ts'],
    ['at http://localhost:5173/@fs/home/ci/repo/src/io.ts', 'Vite URL', '/home/ci/repo', 'at src/io.ts'],
    [String.raw`in D:\a\repo\repo\src\io.ts:1:2`, 'Windows', String.raw`D:\a\repo\repo`, 'in src/io.ts'],
    [
      String.raw`in d:\a\repo\repo\src\io.ts`,
      'drive letter case',
      String.raw`D:\a\repo\repo`,
      'in src/io.ts',
    ],
    ['in D:/a/repo/repo/src/io.ts', 'slashes', String.raw`D:\a\repo\repo`, 'in src/io.ts'],
    ['at file:///D:/a/repo/repo/src/io.ts', 'Windows file URL', String.raw`D:\a\repo\repo`, 'at src/io.ts'],
    [
      String.raw`{"file":"D:\\a\\repo\\src\\io.ts"}`,
      'escaped',
      String.raw`D:\a\repo`,
      '{"file":"src/io.ts"}',
    ],
    ['in /Users/Jane Doe/my repo/src/io.ts', 'spaces', '/Users/Jane Doe/my repo', 'in src/io.ts'],
    ['at file:///Users/Jane%20Doe/repo/src/io.ts', 'encoded space', '/Users/Jane Doe/repo', 'at src/io.ts'],
    ['in /private/tmp/co-1/src/io.ts', 'macOS private', '/tmp/co-1', 'in src/io.ts'],
    ['in /tmp/co (1)+[x]/src/io.ts', 'signs of a regex', '/tmp/co (1)+[x]', 'in src/io.ts'],
    ['in /home/ci/repo/node_modules/pg/lib/a.js', 'a package below', '/home/ci/repo', 'in pkg:pg/lib/a.js'],
    ['in /home/ci/a.ts', 'no folder', '/', 'in <abs>/a.ts'],
  ])('below the root are relative: %j (%s)', (message, _, folder, line) => {
    const root = toRootPattern(folder)
    expect(normaliseLine(message, { root })).toBe(line)
    expect(normaliseLine(line, { root })).toBe(line)
  })

  test.each([
    ['in /home/ci/repo/node_modules/pg/lib/client.js:10:3', 'in pkg:pg/lib/client.js'],
    ['in /x/node_modules/.pnpm/pg@8.11.3/node_modules/pg/lib/client.js', 'in pkg:pg/lib/client.js'],
    [
      'in /x/node_modules/.pnpm/pg@8.16.0_typescript@6/node_modules/pg/lib/client.js',
      'in pkg:pg/lib/client.js',
    ],
    ['in /x/node_modules/@scope/name/dist/a.js', 'in pkg:@scope/name/dist/a.js'],
    [String.raw`in C:\x\node_modules\pg\lib\client.js`, 'in pkg:pg/lib/client.js'],
    ['at file:///x/node_modules/pg/lib/client.js', 'at pkg:pg/lib/client.js'],
    ["at '/Users/Jane Doe/node_modules/pg/lib/client.js'", "at 'pkg:pg/lib/client.js'"],
    ['at ../../node_modules/pg/index.js', 'at pkg:pg/index.js'],
    ['at node_modules/pg@8.1.0/index.js', 'at pkg:pg/index.js'],
    ['at /node_modules/.vite/deps/react.js?v=4f3c2a1b', 'at pkg:.vite/deps/react.js'],
  ])('below node_modules name the package without its version: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    ["open '/tmp/vt-Xa93Qz/config.json'", "open '<tmp>/config.json'"],
    ["open '/var/tmp/a/b/config.json'", "open '<tmp>/config.json'"],
    ["open '/private/tmp/a/config.json'", "open '<tmp>/config.json'"],
    ["open '/var/folders/zz/zyxvpxvq6csfxvn_n0000/T/vt-aB3xYz/config.json'", "open '<tmp>/config.json'"],
    ["open '/private/var/folders/zz/zyx_n0000gn/T/config.json'", "open '<tmp>/config.json'"],
    [
      String.raw`open 'C:\Users\runneradmin\AppData\Local\Temp\vt-q71Ks2\config.json'`,
      "open '<tmp>/config.json'",
    ],
    [String.raw`open 'C:\Users\RUNNER~1\AppData\Local\Temp\config.json'`, "open '<tmp>/config.json'"],
    [String.raw`open 'C:\Windows\Temp\config.json'`, "open '<tmp>/config.json'"],
    [String.raw`open 'D:\a\_temp\config.json'`, "open '<tmp>/config.json'"],
    ["open '/home/runner/work/_temp/config.json'", "open '<tmp>/config.json'"],
    ['mkdir /tmp/vt-Xa93Qz', 'mkdir <tmp>/vt-<n>'],
    ['mkdir /tmp/vt-abcdeF', 'mkdir <tmp>/vt-<n>'],
    ['mkdir /tmp/vt-report', 'mkdir <tmp>/vt-report'],
    ['open /tmp/vt-Xa93Qz.json', 'open <tmp>/vt-<n>.json'],
    ['open /tmp/tmpab3d_x9z', 'open <tmp>/tmp<n>'],
    ['open /tmp', 'open <tmp>'],
    ['open /tmp/', 'open <tmp>'],
    ['open /tmpfiles/a.json', 'open <abs>/a.json'],
  ])('in a temporary folder keep their last name: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    ['open /home/a/one/x.ts', 'open <abs>/x.ts'],
    ['open /srv/checkout2/x.ts', 'open <abs>/x.ts'],
    ['open /anything/deep/x.ts', 'open <abs>/x.ts'],
    ['open /home/a/.env', 'open <abs>/.env'],
    [String.raw`open C:\Users\x\repo\x.ts`, 'open <abs>/x.ts'],
    [String.raw`open "C:\Program Files\app\x.dll"`, 'open "<abs>/x.dll"'],
    [String.raw`open \\server\share\x.ts`, 'open <abs>/x.ts'],
    ["open '/Users/Jane Doe/repo/x.ts'", "open '<abs>/x.ts'"],
    ['at file:///srv/x.ts:3:4', 'at <abs>/x.ts'],
    ['(file:///srv/x.ts:3:4)', '(<abs>/x.ts)'],
    [
      "ENOENT: no such file or directory, mkdir '/anything/out'",
      "ENOENT: no such file or directory, mkdir '<abs>/out'",
    ],
    [
      "Cannot find module './x.js' imported from /srv/a/b.ts",
      "Cannot find module './x.js' imported from <abs>/b.ts",
    ],
    ['No test suite found in file /srv/a/b.test.ts', 'No test suite found in file <abs>/b.test.ts'],
  ])('elsewhere keep their last name: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    'Cannot GET /api/users',
    'GET /static/app.css failed',
    'no route matches /api/users/me',
    'src/io.ts is missing',
    './src/io.ts and ../src/gone.js',
    'ERROR: no route /api/users',
    'and/or, n/a, a / b, // Object.is equality',
    'application/json',
    'expected /^a+$/ to match',
    '~/notes and @/components/a.vue',
  ])('that are routes, relative or no paths stay: %j', (message) => {
    expect(normaliseLine(message)).toBe(message)
  })

  test.each([
    ['in src/io.ts:10:5', 'in src/io.ts'],
    ['in src/io.ts:10', 'in src/io.ts'],
    ['in (src/app.vue:3:1)', 'in (src/app.vue)'],
    ['in lib/a.py:10:5', 'in lib/a.py'],
    [String.raw`in src\lib\io.ts`, 'in src/lib/io.ts'],
    [String.raw`in ..\src\gone.js`, 'in ../src/gone.js'],
    ['chunk index-BkXz91aQ.js', 'chunk index-<hash>.js'],
    ['chunk index-BkXzQaRt.js', 'chunk index-<hash>.js'],
    ['chunk main.4f3c2a1b.css', 'chunk main.<hash>.css'],
    ['chunk chunk-ABCDEFGH.js', 'chunk chunk-<hash>.js'],
    ['chunk vendors.4f3c2a1b9d8e7f6a5b4c.js', 'chunk vendors.<hash>.js'],
    ['chunk user-settings.js', 'chunk user-settings.js'],
    ['chunk use-language.js', 'chunk use-language.js'],
    ['chunk chart-version2.js', 'chunk chart-version2.js'],
  ])('lose position, backslashes and content hash: %j becomes %j', (message, line) => {
    expect(normaliseLine(message)).toBe(line)
    expect(normaliseLine(line)).toBe(line)
  })

  test.each([
    ["open '/home/ci/repo/cfg/a.yml'", "open '/home/ci/repo/cfg/b.yml'"],
    ["open '/tmp/x/a.yml'", "open '/tmp/x/b.yml'"],
    ['in /x/node_modules/pg/lib/a.js', 'in /x/node_modules/mysql/lib/a.js'],
    ['no route /api/users', 'no route /api/orders'],
    ["Cannot find package 'left-pad'", "Cannot find package 'right-pad'"],
  ])('of different files differ: %j is not %j', (one, other) => {
    expect(normaliseLine(one)).not.toBe(normaliseLine(other))
  })
})
