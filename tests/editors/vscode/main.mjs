// flagwise in VS Code, as a user meets it: code-server in Chromium, the packaged extension, the simulator.
// Needs FLAGWISE_BIN, FLAGWISE_OUTPUT and what ../install.sh prints; see ../run.sh.
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { installExtension, makeProfile, need, removeProfile, startCodeServer } from './code-server.mjs';
import { startSimulator } from './simulator.mjs';
import {
  answerNotification, clickWord, editorText, fillInputBox, goTo, hoverWord, launchChromium, openProblems, openView, openWorkbench, pick, pressUntil,
  problemTexts, quickOpen, runCommand, suggestions, takeQuickFix, treeRow, waitForProblem, waitForStatus, waitForText, waitUntil,
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

// Files that the example does not need: a constant with a key, a use of it, and a comparison with a value that does not exist.
const KEYS = `export const Flags = { gifts: 'gift-cards' } as const;
`;
const LABELS = `import { ldClient } from './flags';
import { Flags } from './keys';

export function labels(): string[] {
  const next = ldClient.boolVariation('', false);
  const gifts = ldClient.boolVariation(Flags.gifts, false);
  const engine = ldClient.stringVariation('recommendations-engine', 'none');
  if (engine === 'populer') return ['Popular'];
  return gifts ? ['Gift'] : [];
}
`;

// Leaves a picture of the window beside the logs.
const picture = (name) => page.screenshot({ path: path.join(output, `vscode-${name}.png`) });

// Copies a picture of the output to the documentation, if asked to.
async function updateImage(name) {
  if (process.env.FLAGWISE_UPDATE_IMAGES === '1') await copyFile(path.join(output, name), path.join(root, 'docs/images', name));
}

const simulator = await startSimulator();
const machineSettings = { 'flagwise.server.path': need('FLAGWISE_BIN'), 'flagwise.host': simulator.url, 'flagwise.trace.server': 'verbose' };
const profile = await makeProfile({
  // The example's packages are not installed: what TypeScript says of that is not looked at here.
  settings: { 'typescript.validate.enable': false, 'javascript.validate.enable': false, 'js/ts.validate.enabled': false,
    'flagwise.codeLens': 'all', 'flagwise.inlayHints': 'all', 'editor.gotoLocation.multipleDefinitions': 'goto' },
  machineSettings,
});
const folder = path.join(profile.root, 'storefront');
let server, browser, page;

const checks = [
  ['the packaged extension is installed and starts its server', async () => {
    await cp(path.join(root, 'examples/storefront'), folder, { recursive: true });
    await writeFile(path.join(folder, 'web/src/keys.ts'), KEYS);
    await writeFile(path.join(folder, 'web/src/labels.ts'), LABELS);
    await installExtension(profile, path.join(output, 'flagwise.vsix'));
    server = await startCodeServer(profile, folder);
    browser = await launchChromium(profile);
    page = await openWorkbench(browser, server.url, folder);
    await quickOpen(page, 'Checkout.tsx');
    await waitForStatus(page, 'flagwise');
  }],
  ['a notification asks for the access token, and flags are loaded with it', async () => {
    await answerNotification(page, 'An access token is needed', 'Set Token');
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
    await page.screenshot({ path: path.join(output, 'vscode.png') });
    await updateImage('vscode.png');
  }],
  ['the light bulb explains beside the file why a place is a flag, with links to the places of the proof', async () => {
    await quickOpen(page, 'labels.ts');
    await waitForText(page, '.codelens-decoration', 'gift-cards: ');
    await takeQuickFix(page, 'Flags.gifts', 'Explain why this is the flag');
    await waitForText(page, '.tabs-container .tab', 'Explanation');
    const view = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    await view.getByText('gift-cards').first().waitFor();
    await picture('explanation');
    await view.getByRole('link').filter({ hasText: 'keys.ts' }).first().click();
    await page.locator('.tab.active[data-resource-name="keys.ts"]').waitFor();
    await page.locator('.tab').filter({ hasText: 'Explanation' }).first().click();
    await runCommand(page, 'View: Close All Editors in Group');
  }],
  ['keys are completed in a call', async () => {
    await quickOpen(page, 'labels.ts');
    await goTo(page, 5, LABELS.split('\n')[4].indexOf("''") + 2);
    await suggestions(page, 'beta-program');
    await page.keyboard.type('checkout-new');
    await suggestions(page, 'checkout-new-flow');
    await picture('completion');
    await page.keyboard.press('Enter');
    await waitUntil(page, 'the key', async () => (await editorText(page)).includes("boolVariation('checkout-new-flow'"));
  }],
  ['lenses and hints are to be seen', async () => {
    await waitForText(page, '.codelens-decoration', 'gift-cards: ');
    await quickOpen(page, 'keys.ts');
    await waitForText(page, '.codelens-decoration', 'references');
    await waitForText(page, '.view-line', /'gift-cards'\W*on\W/);
    await picture('lens');
  }],
  ['a key leads to the constant in another file', async () => {
    await quickOpen(page, 'Checkout.tsx');
    await clickWord(page, 'gift-cards');
    await pressUntil(page, 'F12', '.tab.active[data-resource-name="keys.ts"]');
  }],
  ['the references to a flag are listed', async () => {
    await quickOpen(page, 'Checkout.tsx');
    await clickWord(page, 'gift-cards');
    await pressUntil(page, 'Shift+F12', '.reference-zone-widget .ref-tree .monaco-list-row');
    const files = page.locator('.reference-zone-widget .ref-tree');
    for (const file of ['Checkout.tsx', 'keys.ts', 'labels.ts']) await files.filter({ hasText: file }).waitFor();
    await picture('references');
    await page.keyboard.press('Escape');
  }],
  ['an impossible variation is shown and fixed', async () => {
    await quickOpen(page, 'labels.ts');
    contains((await waitForProblem(page, 'impossible-variation')).join('\n'), ['populer'], 'the problem');
    await picture('impossible-variation');
    await takeQuickFix(page, 'populer', 'popular');
    await waitUntil(page, 'the value', async () => (await editorText(page)).includes("=== 'popular'"));
  }],
  ['the view lists the flags of file, workspace and project, and is searched', async () => {
    await quickOpen(page, 'Cart.tsx');
    await openView(page);
    for (const group of ['This File', 'This Workspace', 'All Flags']) await treeRow(page, group).waitFor();
    await treeRow(page, 'promo-banner-text: ').waitFor();
    await picture('view');
    await updateImage('vscode-view.png');
    await runCommand(page, 'LaunchDarkly: Search Flags');
    await fillInputBox(page, 'Search Flags', 'giftcards');
    await treeRow(page, 'promo-banner-text: ').waitFor({ state: 'detached' });
    await treeRow(page, 'gift-cards: ').click();
    await page.locator('.sidebar .monaco-list-row').filter({ hasText: 'labels.ts' }).first().click();
    await page.locator('.tab.active[data-resource-name="labels.ts"]').waitFor();
    await picture('view-search');
    await runCommand(page, 'LaunchDarkly: Filter Flags');
    await page.locator('.quick-input-list .monaco-list-row[aria-label^="Archived"]').click();
    await page.keyboard.press('Enter');
    await waitForText(page, '.sidebar', 'No flag matches.');
    await page.locator('.sidebar .monaco-button').filter({ hasText: 'Clear Search and Filters' }).click();
    await treeRow(page, 'This Workspace').waitFor();
  }],
  ['Go to Flag finds a flag by its name and goes to its only use', async () => {
    await runCommand(page, 'LaunchDarkly: Go to Flag');
    const input = page.locator('.quick-input-widget input').first();
    await input.fill('search-auto');
    await pick(page, 'search-autocomplete');
    await page.locator('.tab.active[data-resource-name="SearchBox.tsx"]').waitFor();
  }],
  ['a key is renamed to another one wherever it is written', async () => {
    await quickOpen(page, 'Checkout.tsx');
    await clickWord(page, 'checkout-new-flow');
    await pressUntil(page, 'F2', '.rename-box input');
    await page.locator('.rename-box input').fill('gift-cards');
    await page.keyboard.press('Enter');
    await waitUntil(page, 'the new key', async () => (await editorText(page)).includes("useBoolVariation('gift-cards'"));
    await quickOpen(page, 'labels.ts');
    await waitUntil(page, 'the new key', async () => (await editorText(page)).includes("boolVariation('gift-cards'"));
    await picture('rename');
    await runCommand(page, 'File: Revert File');
    await quickOpen(page, 'Checkout.tsx');
    await runCommand(page, 'File: Revert File');
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
  ['a folder without a flag shows nothing, until a project is chosen and a flag is used', async () => {
    const plain = path.join(profile.root, 'plain');
    await mkdir(plain);
    await writeFile(path.join(plain, 'one.ts'), 'export const one = 1;\n');
    const storefront = page;
    page = await openWorkbench(browser, server.url, plain);
    await quickOpen(page, 'one.ts');
    // The command is there once the server runs.
    await runCommand(page, 'LaunchDarkly: Choose Project');
    for (const place of ['.statusbar-item[aria-label*="flagwise"]', '.activitybar [aria-label*="LaunchDarkly"]']) {
      if (await page.locator(place).count()) throw new Error(`there is ${place}`);
    }
    // The secrets of a browser's editor are those of its page.
    await answerNotification(page, 'No LaunchDarkly access token is set', 'Set Token');
    await fillInputBox(page, 'LaunchDarkly Access Token', simulator.token);
    await pick(page, 'Storefront');
    await page.locator('.quick-input-widget').filter({ hasText: 'Environments' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active[data-resource-name="flagwise.toml"]').waitFor();
    contains(await readFile(path.join(plain, 'flagwise.toml'), 'utf8'), ['project = "storefront"', 'environments = ["'], 'the file');
    await writeFile(path.join(plain, 'two.ts'), LABELS);
    await waitForStatus(page, 'flags of storefront.');
    await openView(page);
    await picture('plain');
    await page.close();
    page = storefront;
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
