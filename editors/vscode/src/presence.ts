// What of the extension is to be seen: nothing in a folder without a flag.
import * as vscode from 'vscode';

import type { FlagTree } from './flagTree';
import type { Server } from './server';
import type { ServerDetails, Status } from './status';

/** What the user has to do first. */
export type Needs = 'token' | 'project' | 'nothing';

/** Edits and changes of the server come in bursts. */
const QUIET = 500;

/** Keeps the contexts of the manifest's `when` clauses up to date. */
export class Presence implements vscode.Disposable {
  private due: NodeJS.Timeout | undefined;
  private inUse = false;
  /** Each problem is reported once; again only after a successful load. */
  private said = new Set<string>();
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
    if (details.health === 'ok' && details.flags > 0) this.said.clear();
    else if (this.inUse && !details.loading) void this.say(needs, details);
  }

  private async say(needs: Needs, { health, message }: ServerDetails): Promise<void> {
    const isProblem = needs === 'nothing' ? health !== 'ok' : true;
    const text = {
      token: vscode.l10n.t('This folder uses LaunchDarkly flags. An access token is needed to show their state.'),
      project: vscode.l10n.t('This folder uses LaunchDarkly flags. Choose their project to show their state.'),
      nothing: `flagwise: ${message}`,
    }[needs];
    if (!isProblem || this.said.has(text)) return;
    this.said.add(text);
    const token = vscode.l10n.t('Set Token');
    const project = vscode.l10n.t('Choose Project');
    const log = vscode.l10n.t('Show Log');
    const buttons = needs === 'token' ? [token, log] : needs === 'project' ? [project, log] : [token, project, log];
    const show = needs === 'nothing' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const chosen = await show(text, ...buttons);
    if (chosen === token) await vscode.commands.executeCommand('flagwise.setToken');
    else if (chosen === project) await vscode.commands.executeCommand('flagwise.chooseProject');
    else if (chosen === log) await vscode.commands.executeCommand('flagwise.showLog');
  }
}

function set(name: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', name, value);
}
