// build.js MODULE TEMPLATE: writes the template of the page, for scripts/report: one file with the program, the
// module of wasm/ and the licences of the packages in it. Its line @data@ is where the rows go. The policy allows
// this one script and this one style by their hashes, WebAssembly, and nothing else: no request, no form, no text
// that becomes HTML.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [module, template] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(path, 'utf8');

const { outputFiles, metafile } = await build({
  entryPoints: [here('src/main.js')], bundle: true, minify: true, format: 'esm', target: 'es2022', write: false,
  metafile: true, alias: { 'hll.wasm': resolve(module) }, loader: { '.wasm': 'binary' }, legalComments: 'none',
});
const script = outputFiles[0].text.trim();
const style = read(here('page.css')).trim();

// The packages of which something is in the script.
const packages = [...new Set(Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
  .filter(([, input]) => input.bytesInOutput > 0)
  .map(([path]) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(`/${path}`)?.[1]).filter(Boolean))].sort();
const licence = (name) => {
  const { version } = JSON.parse(read(here(`node_modules/${name}/package.json`)));
  const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((one) => here(`node_modules/${name}/${one}`)).find(existsSync);
  if (!file) throw new Error(`${name} has no licence file`);
  return `${name} ${version}\n\n${read(file).trim()}`;
};
const licences = [`hll\n\n${read(join(dirname(module), 'LICENSE')).trim()}`, ...packages.map(licence)].join('\n\n\n');

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = ["default-src 'none'", `script-src ${hash(script)} 'wasm-unsafe-eval'`, `style-src ${hash(style)}`,
  "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"].join('; ');

const escaped = (text) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
const parts = { policy, style, script, licences: escaped(licences), data: '@data@' };
if (/<\/(script|style)/i.test(script + style)) throw new Error('the script or the style ends too early');
const page = read(here('page.html')).replace(/@(\w+)@/g, (_, part) => parts[part]);
if (page.split('\n').filter((line) => line === '@data@').length !== 1) throw new Error('@data@ must be one line');
writeFileSync(template, page);
