// Bundles the extension into out/extension.js, and writes the licences of the packages that are in it beside it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const folder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(folder);

const { metafile } = await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'out/extension.js',
  bundle: true,
  external: ['vscode'],
  format: 'cjs',
  platform: 'node',
  target: 'node20', // VS Code 1.91
  minifySyntax: true,
  minifyWhitespace: true, // Names are kept: a stack trace in a report should be readable.
  legalComments: 'none', // They are in the notices.
  metafile: true,
  logLevel: 'warning',
});

const packages = new Set(Object.keys(metafile.inputs).flatMap((file) => {
  const within = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return within ? [within[1]] : [];
}));
const notices = [...packages].sort().map((name) => {
  const { name: title, version, license } = JSON.parse(readFileSync(path.join(name, 'package.json'), 'utf8'));
  const file = readdirSync(name).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file: look at it before shipping it`);
  return `${title} ${version} (${license})\n\n${readFileSync(path.join(name, file), 'utf8').trim()}\n`;
});
const rule = `\n${'-'.repeat(80)}\n\n`;
writeFileSync('out/ThirdPartyNotices.txt', `The extension contains these packages.\n${rule}${notices.join(rule)}`);
