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

  constructor() {
    this.item.name = 'flagwise';
    this.item.command = 'flagwise.showStatus';
    this.item.show();
  }

  starting(): void {
    this.running = false;
    this.draw('$(sync~spin)', undefined, 'The language server is starting.');
  }

  stopped(reason: string): void {
    this.running = false;
    this.draw('$(error)', 'statusBarItem.errorBackground', `The language server is not running: ${reason}`);
  }

  show(status: ServerStatus): void {
    this.running = true;
    const message = status.message || (status.quiescent ? 'Flags are loaded.' : 'Flags are loading.');
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
      { label: '$(refresh) Refresh flags', command: 'flagwise.refresh' },
      { label: '$(key) Set access token', command: 'flagwise.setToken' },
      { label: '$(output) Show log', command: 'flagwise.showLog' },
      { label: '$(debug-restart) Restart language server', command: 'flagwise.restartServer' },
      { label: '$(gear) Settings', command: 'flagwise.settings' },
    ];
    // The server's own command is there only while it runs.
    const offered = choices.filter(({ command }) => this.running || command !== 'flagwise.refresh');
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
    this.item.text = `${icon} flagwise`;
    this.item.tooltip = message;
    this.item.backgroundColor = background ? new vscode.ThemeColor(background) : undefined;
    this.item.accessibilityInformation = { label: `flagwise: ${message}` };
  }
}

/** One line, such as `storefront · production, staging · 143 flags · loaded 14:03 · https://app.launchdarkly.com`. */
function summary(details: ServerDetails): string {
  const loaded = details.fetchedAt ? new Date(details.fetchedAt).toLocaleTimeString([], { timeStyle: 'short' }) : undefined;
  const parts = [
    details.project ?? 'no project',
    details.environments.join(', '),
    loaded ? `${details.flags} flags, loaded ${loaded}` : 'no flags',
    details.tokenPresent ? '' : 'no token',
    details.writes ? '' : 'read-only',
    details.host,
  ];
  return parts.filter((part) => part).join(' · ');
}
