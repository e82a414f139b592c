// flagwise in VS Code, as a user meets it: code-server in Chromium, the packaged extension, the simulator.
// Needs FLAGWISE_BIN, FLAGWISE_OUTPUT and what ../install.sh prints; see ../run.sh.
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { installExtension, makeProfile, need, removeProfile, startCodeServer } from './code-server.mjs';
import { startSimulator } from './simulator.mjs';
import {
  answerNotification, fillInputBox, hoverWord, launchChromium, openProblems, openWorkbench, problemTexts, quickOpen, runCommand,
  pick, takeQuickFix, waitForProblem, waitForStatus, waitForText, waitUntil,
} from './workbench.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const output = need('FLAGWISE_OUTPUT');

function contains(text, parts, what) {
  for (const part of parts) if (!text.includes(part)) throw new Error(`${what}: "${part}" is not in:\n${text}`);
}

// The files below a folder that hold a text, but for the extension's own.
async function filesWith(below, text) {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const holding = await Promise.all(files.map(async (file) => {
    try { return (await readFile(file)).includes(text); } catch { return false; } // removed meanwhile
  }));
  return files.filter((file, index) => holding[index] && !file.startsWith(profile.extensions));
}

const simulator = await startSimulator();
const machineSettings = { 'flagwise.server.path': need('FLAGWISE_BIN'), 'flagwise.host': simulator.url, 'flagwise.trace.server': 'verbose' };
const profile = await makeProfile({
  // The example's packages are not installed: what TypeScript says of that is not looked at here.
  settings: { 'typescript.validate.enable': false, 'javascript.validate.enable': false, 'js/ts.validate.enabled': false },
  machineSettings,
});
const folder = path.join(profile.root, 'storefront');
let server, browser, page;

const checks = [
  ['the packaged extension is installed and starts its server', async () => {
    await cp(path.join(root, 'examples/storefront'), folder, { recursive: true });
    await installExtension(profile, path.join(output, 'flagwise.vsix'));
    server = await startCodeServer(profile, folder);
    browser = await launchChromium(profile);
    page = await openWorkbench(browser, server.url, folder);
    await quickOpen(page, 'Checkout.tsx');
    await waitForStatus(page, 'flagwise');
  }],
  ['the access token is asked for in a box, and flags are loaded with it', async () => {
    await runCommand(page, 'LaunchDarkly: Set Access Token');
    await fillInputBox(page, 'LaunchDarkly Access Token', simulator.token);
    await openProblems(page);
    await waitForProblem(page, 'unknown-flag');
  }],
  ['the Problems list tells unknown, archived, deprecated and stale flags', async () => {
    contains((await waitForProblem(page, 'unknown-flag')).join('\n'), ['express-shiping', 'express-shipping', 'flagwise'], 'the problem');
    for (const [file, code, key] of [
      ['Cart.tsx', 'archived-flag', 'legacy-cart-banner'],
      ['SearchBox.tsx', 'stale-flag', 'search-autocomplete'],
      ['theme.ts', 'deprecated-flag', 'dark-mode-v1'],
    ]) {
      await quickOpen(page, file);
      contains((await waitForProblem(page, code)).join('\n'), [key], 'the problems');
    }
  }],
  ['hovering a key shows the card of the flag', async () => {
    await quickOpen(page, 'Cart.tsx');
    await runCommand(page, 'Notifications: Clear All Notifications');
    const card = await hoverWord(page, 'promo-banner-text', 'Production');
    contains(card, ['promo-banner-text', 'Production', 'Staging'], 'the card');
    const picture = path.join(output, 'vscode.png');
    await page.screenshot({ path: picture });
    if (process.env.FLAGWISE_UPDATE_IMAGES === '1') {
      await mkdir(path.join(root, 'docs/images'), { recursive: true });
      await copyFile(picture, path.join(root, 'docs/images/vscode.png'));
    }
  }],
  ['the light bulb explains beside the file why a place is a flag', async () => {
    await quickOpen(page, 'Cart.tsx');
    await takeQuickFix(page, 'promo-banner-text', 'Explain why this is the flag');
    await waitForText(page, '.tabs-container .tab', 'Explanation.md');
    await runCommand(page, 'View: Close All Editors in Group');
  }],
  ['a quick fix that is taken back changes nothing', async () => {
    await quickOpen(page, 'theme.ts');
    await takeQuickFix(page, 'dark-mode-v1', 'Archive');
    contains(await answerNotification(page, 'dark-mode-v1', 'Cancel'), ['dark-mode-v1'], 'the question');
    if ((await simulator.flag('dark-mode-v1')).archived) throw new Error('the flag is archived');
  }],
  ['the quick fix of the light bulb archives the flag at the simulator', async () => {
    await takeQuickFix(page, 'dark-mode-v1', 'Archive');
    await answerNotification(page, 'dark-mode-v1', 'Archive');
    await waitUntil(page, 'the flag to be archived', async () => (await simulator.flag('dark-mode-v1')).archived);
  }],
  ['the Problems list follows the change by itself', async () => {
    await waitUntil(page, 'archived-flag in place of deprecated-flag', async () => {
      const text = (await problemTexts(page)).join('\n');
      return !text.includes('deprecated-flag') && /dark-mode-v1[^\n]*[\s\S]*archived-flag/.test(text);
    });
  }],
  ['after a restart the stored token is handed over again', async () => {
    // A flag that only a server that loads anew, with the token, can count.
    const counted = Number(/(\d+) flags of storefront/.exec(await waitForStatus(page, 'flags of storefront.'))[1]);
    await simulator.createFlag('made-before-the-restart');
    await runCommand(page, 'LaunchDarkly: Restart Language Server');
    await waitForStatus(page, `${counted + 1} flags of storefront.`);
  }],
  ['a path of the program that is wrong is told, and the right one starts it', async () => {
    await profile.setMachineSettings({ ...machineSettings, 'flagwise.server.path': path.join(profile.root, 'nowhere') });
    await answerNotification(page, 'nowhere, which is not an executable', 'How to Install');
    await waitForText(page, '.extension-editor', 'flagwise for LaunchDarkly');
    await profile.setMachineSettings(machineSettings);
    await waitForStatus(page, 'flags of storefront.');
  }],
  ['the token is in no log, no setting and no file of the folder, even when messages are traced', async () => {
    await runCommand(page, 'Developer: Set Log Level...');
    await pick(page, 'flagwise');
    await pick(page, 'Trace');
    await runCommand(page, 'LaunchDarkly: Clear Access Token');
    await waitForStatus(page, 'token');
    await runCommand(page, 'LaunchDarkly: Set Access Token');
    await fillInputBox(page, 'LaunchDarkly Access Token', simulator.token);
    await waitForStatus(page, 'flags of storefront.');
    const traced = async () => (await filesWith(profile.root, 'flagwise/setToken')).some((file) => file.endsWith('.log'));
    await waitUntil(page, 'the trace', traced);
    const leaks = await filesWith(profile.root, simulator.token);
    if (leaks.length) throw new Error(`the token is in ${leaks.join(', ')}`);
  }],
];

let failed = false;
for (const [name, check] of checks) {
  try {
    await check();
    console.log(`ok vscode: ${name}`);
  } catch (error) {
    // A later check builds on an earlier one, so the first failure ends them.
    failed = true;
    console.log(`not ok vscode: ${name}: ${error.stack ?? error}`);
    await keepTraces();
    break;
  }
}
await browser?.close();
await server?.stop();
await simulator.stop();
await removeProfile(profile);
if (!failed) console.log('end');
process.exitCode = failed ? 1 : 0;

// What one needs to see to understand a failure: the window, the server's log, the extension host's and ours.
async function keepTraces() {
  try {
    await page?.screenshot({ path: path.join(output, 'vscode-failure.png') });
    await writeFile(path.join(output, 'vscode-code-server.log'), server?.log() ?? '');
    const logs = path.join(profile.user, 'logs');
    const kept = (await readdir(logs, { recursive: true })).filter((name) => /flagwise|exthost\.log|remoteexthost/.test(name) && name.endsWith('.log'));
    for (const name of kept) await copyFile(path.join(logs, name), path.join(output, `vscode-${path.basename(name)}`));
    console.error(`the window is in ${path.join(output, 'vscode-failure.png')}, the logs beside it`);
  } catch (error) {
    console.error(`no traces are kept: ${error}`);
  }
}
