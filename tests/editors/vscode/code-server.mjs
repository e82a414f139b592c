// VS Code as code-server: a profile of its own, the extension installed into it, the server started and ended.
// Needs NODE_BIN and CODE_SERVER_ENTRY; see ../install.sh. Nothing here sleeps.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

// User settings for a quiet workbench: no welcome page, no onboarding dialog, no chat, nothing that asks or downloads.
export const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none', // no welcome page
  'workbench.secondarySideBar.defaultVisibility': 'hidden', // no chat panel on the right (chat.disableAIFeatures alone leaves it)
  // Those two do it with 4.139.1; the rest is for quiet.
  'chat.disableAIFeatures': true,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'editor.hover.delay': 50,
  'editor.minimap.enabled': false,
  'files.simpleDialog.enable': true,
};

export const need = (name) => process.env[name] ?? (() => { throw new Error(`${name} is not set: see tests/editors/install.sh`); })();

// The profile holds what the programs would leave in the home folder (their XDG folders).
export const xdg = (profile) => ({
  XDG_CONFIG_HOME: path.join(profile.root, 'home/config'),
  XDG_CACHE_HOME: path.join(profile.root, 'home/cache'),
  XDG_DATA_HOME: path.join(profile.root, 'home/data'),
  XDG_STATE_HOME: path.join(profile.root, 'home/state'),
});

function codeServerEnv(profile, extra = {}) {
  const env = { ...process.env, ...xdg(profile), EXTENSIONS_GALLERY: '{"serviceUrl":""}' }; // no gallery is asked for updates
  // PORT overrides --bind-addr; VSCODE_IPC_HOOK_CLI makes code-server talk to a running editor instead of starting;
  // an npm that started us leaves variables that are none of the editor's business.
  for (const name of Object.keys(env)) {
    if (/^(PORT|LAUNCHDARKLY_.*|LD_.*|PASSWORD|HASHED_PASSWORD|GITHUB_TOKEN|CODE_SERVER_.*|CS_.*|VSCODE_.*|npm_.*|NODE_OPTIONS)$/.test(name)) delete env[name];
  }
  Object.assign(env, extra);
  env.PATH = `${path.dirname(need('NODE_BIN'))}${path.delimiter}${env.PATH}`;
  return env;
}

// A folder of its own for one code-server. Kept short: its Unix socket's path may not pass 107 characters.
// settings: the user's. machineSettings: those that VS Code takes only from the machine where the extension runs (scope
// "machine"), which for code-server is a file of its own.
export async function makeProfile({ settings = {}, machineSettings = {} } = {}) {
  const root = await mkdtemp(path.join(tmpdir(), 'fw-'));
  const profile = { root, user: path.join(root, 'u'), extensions: path.join(root, 'x'), config: path.join(root, 'c.yaml') };
  await mkdir(path.join(profile.user, 'User'), { recursive: true });
  await mkdir(profile.extensions, { recursive: true });
  await writeFile(profile.config, ''); // else code-server writes one into the home folder
  await writeFile(path.join(profile.user, 'User', 'settings.json'), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
  await mkdir(path.join(profile.user, 'Machine'));
  profile.setMachineSettings = (settings) =>
    writeFile(path.join(profile.user, 'Machine', 'settings.json'), JSON.stringify(settings, null, 2));
  await profile.setMachineSettings(machineSettings);
  return profile;
}

export const removeProfile = (profile) => rm(profile.root, { recursive: true, force: true, maxRetries: 5 });

const profileArgs = (p) => ['--config', p.config, '--user-data-dir', p.user, '--extensions-dir', p.extensions];

// Installs a .vsix into the profile (code-server does it and exits).
export function installExtension(profile, vsix) {
  return new Promise((resolve, reject) => {
    const child = spawn(need('NODE_BIN'), [need('CODE_SERVER_ENTRY'), ...profileArgs(profile), '--install-extension', vsix],
      { env: codeServerEnv(profile), stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (d) => { out += d; });
    child.stderr.on('data', (d) => { out += d; });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`installing ${vsix}: exit ${code}\n${out}`))));
  });
}

// Starts code-server on a port the system picks and resolves when it listens. env: for the extensions' servers.
export function startCodeServer(profile, folder, { env = {}, timeout = 60_000 } = {}) {
  const child = spawn(need('NODE_BIN'), [need('CODE_SERVER_ENTRY'), '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry',
    '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override', ...profileArgs(profile), folder],
  { env: codeServerEnv(profile, env), stdio: ['ignore', 'pipe', 'pipe'], detached: true }); // a process group of its own, to end it whole
  let log = '';
  const closed = new Promise((resolve) => child.on('close', resolve));
  const signal = (name) => { try { process.kill(-child.pid, name); } catch { /* gone already */ } };
  const onExit = () => signal('SIGKILL');
  process.once('exit', onExit);
  const stop = async () => {
    signal('SIGTERM');
    const force = setTimeout(() => signal('SIGKILL'), 5_000);
    await closed; // every process of the group has closed its output
    clearTimeout(force);
    process.off('exit', onExit);
  };
  return new Promise((resolve, reject) => {
    const fail = (why) => { clearTimeout(timer); signal('SIGKILL'); reject(new Error(`code-server ${why}\n${log}`)); };
    const timer = setTimeout(() => fail('did not listen in time'), timeout);
    const onData = (data) => {
      log += data;
      const url = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (url) { clearTimeout(timer); resolve({ url, stop, log: () => log, pid: child.pid }); }
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('error', (error) => fail(String(error)));
    child.on('exit', (code) => fail(`ended with ${code}`));
  });
}
