// Commands on one flag, from the view or after the quick pick "Go to Flag".
import * as vscode from 'vscode';

import { iconOf, labelOf, type FlagNode } from './flagTree';
import type { FlagItem } from './flags';
import type { Server } from './server';

/** Flags that the quick pick lists: more than one looks through. */
const LISTED = 100;

interface FlagPick extends vscode.QuickPickItem {
  flag: FlagItem;
}

/** Asks for a flag, found by the server among all of them, and goes to where the code uses it. */
export async function goToFlag(server: Server): Promise<void> {
  const flag = await pickFlag(server);
  if (flag) await showReferencesTo(server, flag);
}

function pickFlag(server: Server): Promise<FlagItem | undefined> {
  const pick = vscode.window.createQuickPick<FlagPick>();
  const copy = { iconPath: new vscode.ThemeIcon('copy'), tooltip: vscode.l10n.t('Copy Key') };
  const open = { iconPath: new vscode.ThemeIcon('link-external'), tooltip: vscode.l10n.t('Open in LaunchDarkly') };
  pick.title = vscode.l10n.t('Go to Flag');
  pick.placeholder = vscode.l10n.t('A part of the key or name');
  let latest = 0;
  const update = async () => {
    const own = ++latest;
    pick.busy = true;
    const query = pick.value;
    // Those of the workspace first: they have a place to go to.
    const found = await Promise.all(
      (['workspace', 'all'] as const).map((scope) => server.flags({ scope, query, limit: LISTED })),
    );
    if (own !== latest) return;
    const used = found[0]?.flags ?? [];
    const keys = new Set(used.map(idOf));
    const flags = [...used, ...(found[1]?.flags ?? []).filter((flag) => !keys.has(idOf(flag)))];
    pick.items = flags.map((flag) => ({
      label: flag.key,
      description: flag.summary ?? labelOf(flag.condition),
      detail: flag.name === flag.key ? '' : flag.name,
      iconPath: iconOf(flag),
      buttons: [copy, open],
      alwaysShow: true, // The server has matched it, by its name perhaps.
      flag,
    }));
    pick.busy = false;
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue(update);
    pick.onDidTriggerItemButton(({ button, item }) => void (button === copy ? copyKey(item.flag) : openPage(item.flag)));
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.flag);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
    void update();
  });
}

/** Goes to the only reference, or lists several. */
export async function showReferencesTo(server: Server, flag: FlagItem): Promise<void> {
  const answer = await server.references(flag.project, flag.key);
  const [first, ...rest] = answer?.found ?? [];
  if (!first) {
    const open = vscode.l10n.t('Open in LaunchDarkly');
    const text = vscode.l10n.t('This workspace has no reference to {0}.', flag.key);
    if ((await vscode.window.showInformationMessage(text, open)) === open) await openPage(flag);
    return;
  }
  if (rest.length === 0) {
    await vscode.commands.executeCommand('vscode.open', first.uri, { selection: first.range });
    return;
  }
  await vscode.window.showTextDocument(first.uri, { selection: first.range });
  await vscode.commands.executeCommand('editor.action.showReferences', first.uri, first.range.start, [first, ...rest]);
}

export async function copyKey({ key }: FlagItem): Promise<void> {
  await vscode.env.clipboard.writeText(key);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', key), 3000);
}

export async function openPage({ project, key }: FlagItem): Promise<void> {
  await vscode.commands.executeCommand('flagwise.openInLaunchDarkly', { project, flag: key });
}

/** The changes that a flag can have; the server asks for confirmation of each. */
export async function changeFlag(flag: FlagItem): Promise<void> {
  const given = { project: flag.project, flag: flag.key };
  interface Change extends vscode.QuickPickItem { command: string; environment?: string }
  const ofEnvironment = flag.environments.filter(({ on }) => on !== null).map(({ key, name, on }): Change => ({
    label: on ? vscode.l10n.t('Turn off in {0}', name) : vscode.l10n.t('Turn on in {0}', name),
    command: on ? 'flagwise.turnOff' : 'flagwise.turnOn',
    environment: key,
  }));
  const whole: Change[] = [];
  if (flag.condition === 'archived') whole.push({ label: vscode.l10n.t('Restore'), command: 'flagwise.restore' });
  else {
    // Least critical first: the first environment is the most important one.
    if (flag.condition === 'deprecated') whole.push({ label: vscode.l10n.t('Mark as live'), command: 'flagwise.restoreDeprecated' });
    else whole.push({ label: vscode.l10n.t('Deprecate'), command: 'flagwise.deprecate' });
    whole.push({ label: vscode.l10n.t('Archive'), command: 'flagwise.archive' });
  }
  const offered = await vscode.commands.getCommands();
  const items = [...(flag.condition === 'archived' ? [] : ofEnvironment.reverse()), ...whole].filter(({ command }) => offered.includes(command));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Change {0}', flag.key), placeHolder: flag.summary ?? '' });
  if (chosen) await vscode.commands.executeCommand(chosen.command, chosen.environment ? { ...given, environment: chosen.environment } : given);
}

export function flagOf(node: FlagNode): FlagItem {
  return node.flag;
}

function idOf({ project, key }: FlagItem): string {
  return `${project}/${key}`;
}
