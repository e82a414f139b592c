import * as vscode from 'vscode';

const SECRET = 'flagwise.accessToken';

/** The LaunchDarkly access token in the editor's secret storage. It is never in settings, logs or files. */
export class TokenStore implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string | null>();
  private readonly subscription: vscode.Disposable;
  /** Tokens that this window has handled, for taking them out of traces. */
  private readonly seen = new Set<string>();
  /** The token was set, or cleared (null), here or in another window. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly secrets: vscode.SecretStorage) {
    this.subscription = secrets.onDidChange(({ key }) => {
      if (key === SECRET) void this.read().then((token) => this.changed.fire(token));
    });
  }

  async read(): Promise<string | null> {
    const token = await this.secrets.get(SECRET);
    if (token) this.seen.add(token);
    return token || null;
  }

  /** Asks for a token and keeps it; returns it. */
  async ask(): Promise<string | undefined> {
    const answer = await vscode.window.showInputBox({
      title: vscode.l10n.t('LaunchDarkly Access Token'),
      prompt: vscode.l10n.t('From LaunchDarkly: Organization settings, Authorization. The reader role is sufficient for hovers and diagnostics; changing flags requires write access.'),
      placeHolder: 'api-…',
      password: true,
      ignoreFocusOut: true,
      validateInput: problem,
    });
    if (answer === undefined || problem(answer)) return undefined;
    const token = answer.trim();
    this.seen.add(token);
    await this.secrets.store(SECRET, token);
    return token;
  }

  async clear(): Promise<void> {
    await this.secrets.delete(SECRET);
    void vscode.window.showInformationMessage(vscode.l10n.t('The LaunchDarkly access token was removed from this editor.'));
  }

  redact(text: string): string {
    let redacted = text;
    for (const token of this.seen) redacted = redacted.replaceAll(token, '•••');
    return redacted;
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }
}

/** What is wrong with a token that was typed; undefined when nothing is. */
function problem(answer: string): string | undefined {
  const token = answer.trim();
  if (!token) return vscode.l10n.t('Type or paste a token; press Escape to cancel.');
  if (!/^[\x21-\x7e]+$/.test(token)) return vscode.l10n.t('A token cannot contain spaces or special characters.');
  if (/^(sdk|mob)-/.test(token)) return vscode.l10n.t('This is an SDK key. The language server needs an API access token (api-…).');
  return undefined;
}
