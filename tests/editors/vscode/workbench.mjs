// The workbench in Chromium, driven as a person does: by keys, the mouse and what is to be seen.
// Needs CHROMIUM_BIN and PLAYWRIGHT_CORE; see ../install.sh. Every step waits for what it needs to see; nothing sleeps.
import { createRequire } from 'node:module';
import path from 'node:path';

import { need, xdg } from './code-server.mjs';

const CHROMIUM_ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

export async function launchChromium(profile) {
  const { chromium } = createRequire(import.meta.url)(need('PLAYWRIGHT_CORE'));
  // launch() gives Chromium a fresh user data folder and removes it on close.
  return chromium.launch({ executablePath: need('CHROMIUM_BIN'), args: CHROMIUM_ARGS, env: { ...process.env, ...xdg(profile) } });
}

// Opens the workbench on a folder and waits until it is restored and takes keys.
export async function openWorkbench(browser, url, folder, { width = 1200, height = 750 } = {}) {
  // Twice the resolution: the pictures are looked at on such screens.
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2 });
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`, { waitUntil: 'commit' });
  await page.locator('.monaco-workbench').waitFor({ timeout: 90_000 });
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 }); // the folder's files are there
  return page;
}

// Does something again and again until `ready` is visible: keys pressed before their binding is there are lost.
async function until(ready, act, { tries = 20, each = 1_500 } = {}) {
  for (let i = 0; i < tries; i++) {
    if (await ready.isVisible()) return;
    await act();
    try { return await ready.waitFor({ timeout: each }); } catch (error) { if (i === tries - 1) throw error; }
  }
}

// Asks again and again, at each frame that the page draws, until the answer is true.
export async function waitUntil(page, what, condition, timeout = 60_000) {
  const end = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(resolve); }));
  }
}

export async function quickOpen(page, file) {
  const input = page.locator('.quick-input-widget input').first();
  await until(input, () => page.keyboard.press('Control+KeyP'));
  await input.fill(file);
  const base = path.basename(file);
  await page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${base}"]`).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
  await page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
}

// Runs a command of the palette by its exact title, such as 'Developer: Reload Window'.
export async function runCommand(page, title) {
  const input = page.locator('.quick-input-widget input').first();
  const row = page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${title}"]`);
  // The list does not follow what becomes available while it is open.
  await until(row, async () => {
    if (await input.isVisible()) await page.keyboard.press('Escape');
    await until(input, () => page.keyboard.press('F1'));
    await input.fill(`>${title}`);
  });
  await page.keyboard.press('Enter');
}

export async function openProblems(page) {
  await until(page.locator('.markers-panel'), () => page.keyboard.press('Control+Shift+KeyM'));
}

// The Problems panel's rows, files among them.
export const problemTexts = (page) => page.locator('.markers-panel .monaco-list-row').allInnerTexts();

// Those rows, once one of them has that text.
export async function waitForProblem(page, text, timeout = 60_000) {
  await page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first().waitFor({ timeout });
  return problemTexts(page);
}

// The middle of the nth occurrence of a word in the active editor's visible lines, or null.
function wordPosition(page, word, nth) {
  return page.evaluate(({ word, nth }) => {
    const lines = [...document.querySelectorAll('.editor-group-container.active .monaco-editor .view-line')]
      .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    let seen = 0;
    for (const line of lines) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      const text = nodes.map((n) => n.data).join('').replaceAll('\u00a0', ' ');
      for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
        if (seen++ < nth) continue;
        const point = (offset) => { // the node that holds the character at offset
          for (const node of nodes) { if (offset < node.length) return [node, offset]; offset -= node.length; }
          return null;
        };
        const range = document.createRange();
        const [node, offset] = point(at + Math.floor(word.length / 2));
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        const box = range.getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      }
    }
    return null;
  }, { word, nth });
}

// Rests the mouse on a word until a hover with that text is there; returns the hover's text.
export async function hoverWord(page, word, expected, { nth = 0 } = {}) {
  const hover = page.locator('.monaco-hover:not(.hidden)').filter({ hasText: expected }).first();
  await until(hover, async () => {
    const at = await wordPosition(page, word, nth);
    if (!at) return;
    await page.mouse.move(at.x - 60, at.y + 200);
    await page.mouse.move(at.x, at.y, { steps: 4 });
  });
  // It fades in; a picture should not show it half way.
  await waitUntil(page, 'the hover to be drawn', () => hover.evaluate((element) => {
    for (let part = element; part; part = part.parentElement) if (getComputedStyle(part).opacity !== '1') return false;
    return true;
  }));
  return hover.innerText();
}

// Puts the cursor into the nth occurrence of a word.
export async function clickWord(page, word, { nth = 0 } = {}) {
  let at = await wordPosition(page, word, nth);
  for (let before = null; !before || before.x !== at.x || before.y !== at.y;) {
    if (!at) throw new Error(`${word} is not to be seen in the editor`);
    await page.mouse.click(at.x, at.y);
    // Code lenses and hints that come at this moment move the word away.
    before = at;
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    at = await wordPosition(page, word, nth);
  }
}

// Opens the light bulb's menu at a word and takes the entry with that text; returns the texts of all entries.
export async function takeQuickFix(page, word, entry) {
  await clickWord(page, word);
  const menu = page.locator('.action-widget:not(.action-list-submenu-panel)');
  await until(menu, () => page.keyboard.press('Control+Period'));
  const rows = menu.locator('.monaco-list-row.action');
  const row = rows.filter({ hasText: entry }).first();
  await row.waitFor();
  const texts = await rows.allInnerTexts();
  await row.click();
  return texts;
}

// Waits for a notification with that text, presses one of its buttons, and returns its text.
export async function answerNotification(page, text, button) {
  const toast = page.locator('.notification-toast').filter({ hasText: text }).first();
  await toast.waitFor({ timeout: 30_000 });
  const said = await toast.locator('.notification-list-item-message').innerText();
  await toast.locator('.monaco-button').filter({ hasText: button }).first().click();
  return said;
}

// Types into the box that a command opened, and confirms.
export async function fillInputBox(page, title, text) {
  // By its title: the list of commands that is about to close has that text, too.
  const widget = page.locator('.quick-input-widget').filter({ has: page.locator('.quick-input-title', { hasText: title }) });
  await widget.waitFor();
  await widget.locator('input').first().fill(text);
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}

// Waits for a status bar item by what it says to a screen reader; returns that text.
export async function waitForStatus(page, text, timeout = 60_000) {
  const item = page.locator('.statusbar-item').filter({ has: page.locator(`[aria-label*="${text}"]`) }).or(
    page.locator(`.statusbar-item[aria-label*="${text}"]`));
  await item.first().waitFor({ timeout });
  return (await item.first().getAttribute('aria-label')) ?? item.first().innerText();
}

// Takes the entry with that label from the list that is open.
export async function pick(page, label) {
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${label}"]`).first();
  await row.waitFor();
  await row.click();
}

export async function waitForText(page, selector, text) {
  await page.locator(selector).filter({ hasText: text }).first().waitFor();
}

// Puts the cursor of the active editor on a line and column, counted from 1.
export async function goTo(page, line, column) {
  const input = page.locator('.quick-input-widget input').first();
  await until(input, () => page.keyboard.press('Control+KeyG'));
  await input.fill(`:${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

// Asks for suggestions until one has that text; returns what all of them say.
export async function suggestions(page, text) {
  const widget = page.locator('.suggest-widget.visible');
  const row = widget.locator('.monaco-list-row').filter({ hasText: text }).first();
  await until(row, async () => {
    if (!(await widget.isVisible())) await page.keyboard.press('Control+Space');
  });
  return widget.locator('.monaco-list-row').allInnerTexts();
}

// Presses a key until something is to be seen.
export const pressUntil = (page, key, selector) => until(page.locator(selector).first(), () => page.keyboard.press(key));

// The text of the active editor's visible lines.
export async function editorText(page) {
  const lines = page.locator('.editor-group-container.active .monaco-editor .view-line');
  return (await lines.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
}

// Opens the view in the activity bar.
export async function openView(page) {
  const action = page.locator('.activitybar .action-item').filter({ has: page.locator('[aria-label*="LaunchDarkly"]') }).first();
  await action.waitFor({ timeout: 60_000 });
  await action.click(); // Once: a second click closes the view.
  await page.locator('.sidebar .composite.title').filter({ hasText: 'LaunchDarkly' }).first().waitFor();
}

// A row of the view by what it says to a screen reader.
export const treeRow = (page, label) => page.locator(`.sidebar .monaco-list-row[aria-label*="${label}"]`).first();
