// Builds flagwise-<version>.vsix.
//   npm run package                                       without a server: it is looked for on the PATH
//   npm run package -- --server PATH --target linux-x64   with that program inside, for that platform only
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const repository = path.resolve(folder, '../..');
const { values } = parseArgs({ options: { server: { type: 'string' }, target: { type: 'string' } } });
if (values.server && !values.target) throw new Error('--server needs --target, such as linux-x64: a program runs on one platform');

// The program, or none: one that an earlier run left must not slip in.
const serverFolder = path.join(folder, 'server');
rmSync(serverFolder, { recursive: true, force: true });
if (values.server) {
  mkdirSync(serverFolder);
  const program = path.join(serverFolder, values.target.startsWith('win32') ? 'flagwise.exe' : 'flagwise');
  copyFileSync(path.resolve(values.server), program);
  chmodSync(program, 0o755);
}
for (const license of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(path.join(repository, license), path.join(folder, license));

const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
const vsix = path.join(folder, values.target ? `flagwise-${values.target}-${version}.vsix` : `flagwise-${version}.vsix`);
const vsce = path.join(folder, 'node_modules/@vscode/vsce/vsce');
// vsce runs `vscode:prepublish` first: type check and bundle. The bundle holds the dependencies; the licence files are
// two, where vsce looks for one.
const options = ['--no-dependencies', '--skip-license', '--out', vsix, ...(values.target ? ['--target', values.target] : [])];
execFileSync(process.execPath, [vsce, 'package', ...options], { cwd: folder, stdio: 'inherit' });
