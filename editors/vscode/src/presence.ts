// What of the extension is to be seen: nothing in a folder without a flag.
import * as vscode from 'vscode';

import type { FlagTree } from './flagTree';
import type { Server } from './server';
import type { Status } from './status';

/** What the user has to do first. */
export type Needs = 'token' | 'project' | 'nothing';

/** Edits and changes of the server come in bursts. */
const QUIET = 500;

/** Keeps the contexts of the manifest's `when` clauses up to date. */
export class Presence implements vscode.Disposable {
  private due: NodeJS.Timeout | undefined;
  private inUse = false;
  /** Said once a window. */
  private said = new Set<Needs>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly tree: FlagTree,
    private readonly status: Status,
  ) {
    this.subscriptions = [
      server.onDidChangeFlags(() => this.look()),
      // A first flag may be typed, too.
      vscode.workspace.onDidOpenTextDocument(() => this.inUse || this.look()),
      vscode.workspace.onDidChangeTextDocument(() => this.inUse || this.look()),
    ];
  }

  look(): void {
    clearTimeout(this.due);
    this.due = setTimeout(() => void this.lookNow(), QUIET);
  }

  dispose(): void {
    clearTimeout(this.due);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async lookNow(): Promise<void> {
    const [flags, details] = await Promise.all([this.server.flags({ scope: 'workspace', limit: 0 }), this.server.details()]);
    if (!flags || !details) return;
    const needs: Needs = details.flags > 0 ? 'nothing' : !details.tokenPresent ? 'token' : !details.project ? 'project' : 'nothing';
    this.inUse = flags.inUse;
    set('flagwise.hasToken', details.tokenPresent);
    set('flagwise.hasFlags', details.flags > 0);
    set('flagwise.needs', needs);
    set('flagwise.inUse', this.inUse);
    this.status.setPresence(this.inUse, details.project);
    this.tree.setReady(details.flags > 0);
    if (this.inUse) void this.say(needs);
  }

  private async say(needs: Needs): Promise<void> {
    if (needs === 'nothing' || this.said.has(needs)) return;
    this.said.add(needs);
    const token = needs === 'token';
    const text = token
      ? vscode.l10n.t('This folder uses LaunchDarkly flags. An access token is needed to show their state.')
      : vscode.l10n.t('This folder uses LaunchDarkly flags. Choose their project to show their state.');
    const act = token ? vscode.l10n.t('Set Token') : vscode.l10n.t('Choose Project');
    const log = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showInformationMessage(text, act, log);
    if (chosen === act) await vscode.commands.executeCommand(token ? 'flagwise.setToken' : 'flagwise.chooseProject');
    else if (chosen === log) await vscode.commands.executeCommand('flagwise.showLog');
  }
}

function set(name: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', name, value);
}
