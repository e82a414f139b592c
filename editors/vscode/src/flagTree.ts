// The view "LaunchDarkly": the flags of the file, of the workspace, and of the project.
import * as vscode from 'vscode';

import { CONDITIONS, type FlagCondition, type FlagItem, type FlagScope, type FlagsResult } from './flags';
import type { Server } from './server';

const SCOPES: readonly FlagScope[] = ['file', 'workspace', 'all'];
/** Flags fetched at once; a row at the end fetches more. */
const PAGE = 200;
/** Edits and changes of the server come in bursts. */
const QUIET = 300;

interface Group { type: 'group'; scope: FlagScope; shown: number }
interface More { type: 'more'; group: Group; rest: number }
interface Use { type: 'use'; location: vscode.Location }
export interface FlagNode { type: 'flag'; scope: FlagScope; flag: FlagItem }
type Node = Group | More | FlagNode | Use;

export class FlagTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly groups = SCOPES.map((scope): Group => ({ type: 'group', scope, shown: PAGE }));
  private readonly view = vscode.window.createTreeView<Node>('flagwise.flags', { treeDataProvider: this, showCollapseAll: true });
  private readonly subscriptions: vscode.Disposable[];
  private query = '';
  private conditions: FlagCondition[] = [];
  private due: NodeJS.Timeout | undefined;
  private ready = false;

  constructor(private readonly server: Server) {
    const ofCode = ({ document }: { document: vscode.TextDocument }) => document.uri.scheme !== 'output' && this.refresh();
    this.subscriptions = [
      this.changed,
      this.view,
      server.onDidChangeFlags(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(ofCode),
      // While hidden it is not refreshed.
      this.view.onDidChangeVisibility(() => this.refresh()),
    ];
  }

  /** Whether there is something to list; without, the view tells what is missing. */
  setReady(ready: boolean): void {
    if (this.ready === ready) return;
    this.ready = ready;
    this.refresh();
  }

  refresh(): void {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.view.visible && this.changed.fire(undefined), QUIET);
  }

  async search(): Promise<void> {
    const query = await vscode.window.showInputBox({
      title: vscode.l10n.t('Search Flags'),
      prompt: vscode.l10n.t('A part of the key or name; empty for all flags'),
      value: this.query,
    });
    if (query !== undefined) this.narrow(query.trim(), this.conditions);
  }

  async filter(): Promise<void> {
    const items = CONDITIONS.map((condition) => ({
      label: labelOf(condition),
      description: descriptionOf(condition),
      picked: this.conditions.includes(condition),
      condition,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Filter Flags'),
      placeHolder: vscode.l10n.t('Flags that are one of these; none for all flags'),
      canPickMany: true,
    });
    if (chosen) this.narrow(this.query, chosen.map(({ condition }) => condition));
  }

  clear(): void {
    this.narrow('', []);
  }

  more(group: Group): void {
    group.shown += PAGE;
    this.changed.fire(group);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!this.ready) return [];
    if (!node) return this.roots();
    if (node.type === 'group') {
      const answer = await this.ask(node.scope, node.shown);
      const flags = answer?.flags.map((flag): Node => ({ type: 'flag', scope: node.scope, flag })) ?? [];
      const rest = (answer?.total ?? 0) - flags.length;
      return rest > 0 ? [...flags, { type: 'more', group: node, rest }] : flags;
    }
    if (node.type !== 'flag') return [];
    const { project, key } = node.flag;
    return ((await this.server.references(project, key))?.found ?? []).map((location) => ({ type: 'use', location }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.type) {
      case 'group': {
        const open = node.scope === 'all' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
        const item = new vscode.TreeItem(titleOf(node.scope), open);
        item.id = node.scope;
        item.contextValue = 'group';
        return item;
      }
      case 'more': {
        const item = new vscode.TreeItem(vscode.l10n.t('{0} more…', node.rest));
        item.command = { command: 'flagwise.flags.more', title: '', arguments: [node.group] };
        return item;
      }
      case 'use': {
        const { uri, range } = node.location;
        const item = new vscode.TreeItem(uri);
        item.description = vscode.l10n.t('{0}, line {1}', vscode.workspace.asRelativePath(uri), range.start.line + 1);
        item.iconPath = vscode.ThemeIcon.File;
        item.command = { command: 'vscode.open', title: '', arguments: [uri, { selection: range }] };
        item.contextValue = 'use';
        return item;
      }
      case 'flag': {
        const { flag } = node;
        const hasUses = flag.referencesInWorkspace !== 0;
        const item = new vscode.TreeItem(
          flag.key,
          hasUses ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
        );
        item.id = `${node.scope}/${flag.project}/${flag.key}`;
        item.description = [flag.summary, usesOf(node)].filter(Boolean).join(' · ');
        item.iconPath = iconOf(flag);
        item.contextValue = 'flag';
        item.accessibilityInformation = { label: `${flag.key}: ${labelOf(flag.condition)}, ${item.description}` };
        return item;
      }
    }
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    if (node.type === 'flag') {
      const card = await this.server.card(node.flag.project, node.flag.key);
      if (card !== undefined) item.tooltip = new vscode.MarkdownString(card);
    }
    return item;
  }

  dispose(): void {
    clearTimeout(this.due);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** The scopes that have a flag. */
  private async roots(): Promise<Node[]> {
    const answers = await Promise.all(this.groups.map((group) => this.ask(group.scope, 0)));
    const found = this.groups.filter((_, at) => answers[at]?.total);
    const total = answers.at(-1)?.total ?? 0;
    this.view.message = this.isNarrowed() && found.length ? this.narrowing(total) : '';
    return found;
  }

  private async ask(scope: FlagScope, limit: number): Promise<FlagsResult | undefined> {
    const document = vscode.window.activeTextEditor?.document.uri;
    if (scope === 'file' && !document) return undefined;
    return this.server.flags({ scope, query: this.query, conditions: this.conditions, limit }, document);
  }

  private narrow(query: string, conditions: FlagCondition[]): void {
    this.query = query;
    this.conditions = conditions;
    void vscode.commands.executeCommand('setContext', 'flagwise.filtered', this.isNarrowed());
    for (const group of this.groups) group.shown = PAGE;
    this.changed.fire(undefined);
  }

  private isNarrowed(): boolean {
    return this.query !== '' || this.conditions.length > 0;
  }

  private narrowing(total: number): string {
    const parts = [this.query && `“${this.query}”`, this.conditions.map(labelOf).join(', ')].filter(Boolean);
    const narrowed = parts.join(' · ');
    return total === 1 ? vscode.l10n.t('{0}: 1 flag', narrowed) : vscode.l10n.t('{0}: {1} flags', narrowed, total);
  }
}

function titleOf(scope: FlagScope): string {
  if (scope === 'file') return vscode.l10n.t('This File');
  return scope === 'workspace' ? vscode.l10n.t('This Workspace') : vscode.l10n.t('All Flags');
}

export function labelOf(condition: FlagCondition): string {
  switch (condition) {
    case 'live': return vscode.l10n.t('Live');
    case 'stale': return vscode.l10n.t('Stale');
    case 'deprecated': return vscode.l10n.t('Deprecated');
    case 'archived': return vscode.l10n.t('Archived');
    case 'unused': return vscode.l10n.t('Unused');
  }
}

function descriptionOf(condition: FlagCondition): string {
  if (condition === 'stale') return vscode.l10n.t('temporary, and launched or no longer requested');
  return condition === 'unused' ? vscode.l10n.t('no reference in this workspace') : '';
}

/** On and off by the first environment; what needs a look has an icon of its own. */
export function iconOf(flag: FlagItem): vscode.ThemeIcon {
  const icon = (name: string, color?: string) => new vscode.ThemeIcon(name, color ? new vscode.ThemeColor(color) : undefined);
  if (flag.condition === 'archived') return icon('archive', 'disabledForeground');
  if (flag.condition === 'deprecated') return icon('circle-slash', 'list.warningForeground');
  if (flag.condition === 'stale') return icon('history', 'list.warningForeground');
  const on = flag.environments.find((environment) => environment.on !== null)?.on;
  if (on === undefined || on === null) return icon('circle-outline');
  return on ? icon('pass-filled', 'testing.iconPassed') : icon('circle-large-outline', 'disabledForeground');
}

function usesOf({ scope, flag }: FlagNode): string {
  const count = scope === 'file' ? flag.referencesInFile : flag.referencesInWorkspace;
  if (count === null) return '';
  return count === 1 ? vscode.l10n.t('1 reference') : vscode.l10n.t('{0} references', count);
}
