import * as vscode from 'vscode';

/** Parameters of `experimental/serverStatus`. */
export interface ServerStatus {
  health: 'ok' | 'warning' | 'error';
  /** Nothing is being loaded. */
  quiescent: boolean;
  message?: string | null;
}

/** What `flagwise/status` answers, as far as it is shown. */
export interface ServerDetails {
  health: 'ok' | 'warning' | 'error';
  message: string;
  loading: boolean;
  project: string | null;
  environments: string[];
  flags: number;
  /** RFC 3339. */
  fetchedAt: string | null;
  tokenPresent: boolean;
  host: string;
  writes: boolean;
}

interface Choice extends vscode.QuickPickItem {
  command: string;
}

/** The status bar item, and the menu behind it. */
export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('flagwise', vscode.StatusBarAlignment.Right, 90);
  private message = '';
  private running = false;
  private project: string | null = null;
  private icon = '';

  constructor() {
    this.item.name = 'flagwise';
    this.item.command = 'flagwise.showStatus';
  }

  /** Nothing is shown in a folder without a flag, unless it is an error that keeps the server from knowing. */
  setPresence(inUse: boolean, project: string | null): void {
    this.project = project;
    this.redraw();
    if (inUse) this.item.show();
    else this.item.hide();
  }

  starting(): void {
    this.running = false;
    this.draw('$(sync~spin)', undefined, vscode.l10n.t('The language server is starting.'));
  }

  stopped(reason: string): void {
    this.running = false;
    this.draw('$(error)', 'statusBarItem.errorBackground', vscode.l10n.t('The language server is not running: {0}', reason));
    this.item.show();
  }

  show(status: ServerStatus): void {
    this.running = true;
    const message = status.message || (status.quiescent ? vscode.l10n.t('Flags are loaded.') : vscode.l10n.t('Flags are loading.'));
    if (!status.quiescent) this.draw('$(sync~spin)', undefined, message);
    else if (status.health === 'ok') this.draw('$(symbol-boolean)', undefined, message);
    else if (status.health === 'warning') this.draw('$(warning)', 'statusBarItem.warningBackground', message);
    else this.draw('$(error)', 'statusBarItem.errorBackground', message);
  }

  /** The menu: what can be done about the state that the item shows. */
  async choose(details: () => Promise<ServerDetails | undefined>): Promise<void> {
    const known = await details();
    const choices: Choice[] = [
      ...(known ? [{ label: summary(known), kind: vscode.QuickPickItemKind.Separator, command: '' }] : []),
      { label: `$(search) ${vscode.l10n.t('Go to flag')}`, command: 'flagwise.goToFlag' },
      { label: `$(project) ${vscode.l10n.t('Choose project')}`, command: 'flagwise.chooseProject' },
      { label: `$(refresh) ${vscode.l10n.t('Refresh flags')}`, command: 'flagwise.refresh' },
      { label: `$(key) ${vscode.l10n.t('Set access token')}`, command: 'flagwise.setToken' },
      { label: `$(output) ${vscode.l10n.t('Show log')}`, command: 'flagwise.showLog' },
      { label: `$(debug-restart) ${vscode.l10n.t('Restart language server')}`, command: 'flagwise.restartServer' },
      { label: `$(gear) ${vscode.l10n.t('Settings')}`, command: 'flagwise.settings' },
    ];
    // These ask the server.
    const ofServer = ['flagwise.refresh', 'flagwise.goToFlag', 'flagwise.chooseProject'];
    const offered = choices.filter(({ command }) => this.running || !ofServer.includes(command));
    const chosen = await vscode.window.showQuickPick(offered, { title: 'flagwise', placeHolder: this.message });
    if (chosen?.command === 'flagwise.settings') {
      await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:flagwise.flagwise');
    } else if (chosen?.command) {
      await vscode.commands.executeCommand(chosen.command);
    }
  }

  dispose(): void {
    this.item.dispose();
  }

  private draw(icon: string, background: string | undefined, message: string): void {
    this.message = message;
    this.icon = icon;
    this.redraw();
    this.item.tooltip = message;
    this.item.backgroundColor = background ? new vscode.ThemeColor(background) : undefined;
    this.item.accessibilityInformation = { label: `flagwise: ${message}` };
  }

  private redraw(): void {
    this.item.text = `${this.icon} ${this.project ?? 'flagwise'}`;
  }
}

/** One line, such as `storefront · production, staging · 143 flags · loaded 14:03 · https://app.launchdarkly.com`. */
function summary(details: ServerDetails): string {
  const loaded = details.fetchedAt ? new Date(details.fetchedAt).toLocaleTimeString([], { timeStyle: 'short' }) : undefined;
  const parts = [
    details.project ?? vscode.l10n.t('no project'),
    details.environments.join(', '),
    loaded ? vscode.l10n.t('{0} flags, loaded {1}', details.flags, loaded) : vscode.l10n.t('no flags'),
    details.tokenPresent ? '' : vscode.l10n.t('no token'),
    details.writes ? '' : vscode.l10n.t('read-only'),
    details.host,
  ];
  return parts.filter((part) => part).join(' · ');
}
