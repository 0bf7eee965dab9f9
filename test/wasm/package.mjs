// What would be published: the files of the package, its version, licence and types, and the examples of its README, which
// run with the packed package as they are printed.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { is, ok, root } from './lib.mjs'

const text = (file) => readFileSync(root + file, 'utf8')
const run = (directory, command, ...rest) => execFileSync(command, rest, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

const packageJson = JSON.parse(text('wasm/package.json'))
const version = packageJson.version
is(version, JSON.parse(text('META.json')).version, 'the version is that of META.json')
is(version.replace(/\.\d+$/, ''), text('hll.control').match(/default_version = '(.*)'/)[1], 'and of hll.control')

const work = mkdtempSync(`${tmpdir()}/hll-wasm.`)
try {
  // An own cache and no configuration of the user's, so that npm reads and writes nothing else.
  run(`${root}build/wasm`, 'npm', 'pack', '--silent', '--offline', '--pack-destination', work, '--cache', `${work}/cache`)
  const archive = `${work}/hll-wasm-${version}.tgz`
  const files = run(work, 'tar', '-tzf', archive).trim().split('\n').sort()
  is(files.join(' '), ['LICENSE', 'README.md', 'hll.d.ts', 'hll.js', 'hll.wasm', 'package.json'].map((file) => `package/${file}`).join(' '),
    'npm pack takes these files')

  mkdirSync(`${work}/node_modules`)
  run(work, 'tar', '-xzf', archive)
  cpSync(`${work}/package`, `${work}/node_modules/hll-wasm`, { recursive: true })
  const wasm = readFileSync(`${work}/package/hll.wasm`)
  ok(wasm.equals(readFileSync(`${root}build/wasm/hll.wasm`)) && !wasm.includes(root), 'with the module, which names no path of this machine')

  // The licence names each function of the C library that is in the module.
  const licence = readFileSync(`${work}/package/LICENSE`, 'utf8')
  const linked = [...new Set([...text('build/wasm-objects/map').matchAll(/libc\.a\((\w+)\.o\)/g)].map((match) => match[1]))].sort()
  const named = licence.split(/^\d\. /m).slice(1, 3).join('').split('\n\n').filter((part) => /musl/.test(part)).join(' ').match(/\b\w+\b/g)
  ok(licence.startsWith(text('LICENSE')), 'the licence is that of the project, and notices')
  is(linked.filter((name) => !named.includes(name)).join(' '), '', `which name all that is linked: ${linked.length}`)
  ok(!/libc\+\+|compiler|builtins/.test(text('build/wasm-objects/map').match(/^.*\.a\(.*$/gm).filter((line) => !line.includes('/libc.a(')).join()),
    'nothing else is linked')

  examples()
  types()
} finally {
  rmSync(work, { recursive: true })
}

function examples() {
  const blocks = [...text('wasm/README.md').matchAll(/^```js\n(.*?)^```\n\n```text\n(.*?)^```/gms)]
  const marker = (i) => `console.log('--- ${i}')\n`
  writeFileSync(`${work}/examples.mjs`, blocks.map((block, i) => marker(i) + block[1]).join(''))
  const { stdout, stderr } = spawnSync('node', ['examples.mjs'], { cwd: work, encoding: 'utf8' })
  const printed = stdout.split(/^--- \d+\n/m).slice(1)
  is(blocks.length, text('wasm/README.md').match(/^```js$/gm).length, 'each example of the README has its output')
  blocks.forEach((block, i) => is(printed[i] ?? stderr, block[2], `example ${i + 1} of the README prints what it says`))
}

function types() {
  writeFileSync(`${work}/package.json`, '{"type": "module"}')
  cpSync(`${root}test/wasm/types.ts`, `${work}/types.ts`)
  for (const lib of ['es2022,dom', 'es2022']) {
    const { stdout, status } = spawnSync('tsc', ['--noEmit', '--strict', '--target', 'es2022', '--module', 'node16', '--moduleResolution', 'node16',
      '--lib', lib, 'types.ts'], { cwd: work, encoding: 'utf8' })
    is(`${status} ${stdout}`, '0 ', `hll.d.ts agrees with a program that uses all of it, and has the types of ${lib}`)
  }

  // Each function has a type, and each type a function.
  const source = readFileSync(`${work}/types.ts`, 'utf8')
  const declared = [...text('wasm/hll.d.ts').matchAll(/^ {2}(\w+)\(/gm)].map((match) => match[1])
  ok(declared.every((name) => source.includes(`.${name}(`)), 'and the program does', declared.filter((name) => !source.includes(`.${name}(`)))
}

const { load } = await import('../../build/wasm/hll.js')
const hll = await load()
const declaredIn = (name) => [...text('wasm/hll.d.ts').match(new RegExp(`export interface ${name} \\{(.*?)^\\}`, 'ms'))[1].matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)]
is(declaredIn('Hll').map((match) => match[1]).sort().join(), Object.keys(hll).sort().join(), 'hll.d.ts declares what there is')
is(declaredIn('Bloom').map((match) => match[1]).sort().join(), Object.keys(hll.bloom).sort().join(), 'also of filters')
