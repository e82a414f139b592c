import * as vscode from 'vscode';
import {
  type ClientCapabilities,
  type ExecuteCommandSignature,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
  type StaticFeature,
} from 'vscode-languageclient/node';

import type { FlagReferences, FlagsParams, FlagsResult } from './flags';
import { clientLog } from './log';
import { findServer, ServerNotFound } from './serverPath';
import { explicitSettings, userSettings } from './settings';
import type { ServerDetails, ServerStatus, Status } from './status';
import type { TokenStore } from './token';

/** The language server's process and the connection to it, through restarts. */
export class Server {
  readonly log = vscode.window.createOutputChannel('flagwise', { log: true });
  private readonly explained = new vscode.EventEmitter<string>();
  /** A place was explained that a code action stood at, as Markdown. */
  readonly onDidExplain = this.explained.event;
  private readonly flagsChanged = new vscode.EventEmitter<void>();
  /** Flags, settings or files changed, or the server started. */
  readonly onDidChangeFlags = this.flagsChanged.event;
  private client: LanguageClient | undefined;
  /** Starts and stops happen one after the other: a restart asked for twice must not leave two servers. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly token: TokenStore,
    private readonly status: Status,
  ) {
    context.subscriptions.push(this.log, this.explained, this.flagsChanged);
  }

  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopNow());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  /** Gives the server the stored token; null says that the editor has none any more. */
  async sendToken(token: string | null): Promise<void> {
    const client = this.client;
    if (client?.state !== State.Running) return;
    try {
      await client.sendRequest('flagwise/setToken', { token });
    } catch (error) {
      this.log.error(`the server rejected the access token: ${describe(error)}`);
    }
  }

  /** What the server knows about itself; undefined where it does not run. */
  async details(): Promise<ServerDetails | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) return undefined;
    try {
      return await client.sendRequest<ServerDetails>('flagwise/status');
    } catch (error) {
      this.log.warn(`cannot read the server's status: ${describe(error)}`);
      return undefined;
    }
  }

  /** Why a location is, or is not, a flag reference, as Markdown; undefined without an answer. */
  async explain(uri: vscode.Uri, position: vscode.Position): Promise<string | undefined> {
    const client = this.client;
    if (client?.state !== State.Running) return undefined;
    const place = {
      uri: client.code2ProtocolConverter.asUri(uri),
      position: client.code2ProtocolConverter.asPosition(position),
    };
    try {
      const params = { command: 'flagwise.explain', arguments: [place] };
      return (await client.sendRequest<{ markdown: string }>('workspace/executeCommand', params)).markdown;
    } catch (error) {
      this.log.error(`the server did not explain the location: ${describe(error)}`);
      this.log.show();
      return undefined;
    }
  }

  /** A request of the server's own; throws its error. */
  async request<T>(method: string, params: object): Promise<T> {
    const client = this.client;
    if (client?.state !== State.Running) throw new Error(vscode.l10n.t('The language server is not running.'));
    return client.sendRequest<T>(method, params);
  }

  /** A page of flags, with the references of a document counted; undefined without an answer. */
  async flags(params: FlagsParams, document?: vscode.Uri): Promise<FlagsResult | undefined> {
    const textDocument = document && this.client ? { uri: this.client.code2ProtocolConverter.asUri(document) } : undefined;
    return this.tried('flagwise/flags', textDocument ? { ...params, textDocument } : params);
  }

  /** The references to a flag, of which `found` are the first. */
  async references(project: string, flag: string): Promise<{ found: vscode.Location[]; total: number } | undefined> {
    const answer = await this.tried<FlagReferences>('flagwise/references', { project, flag });
    const converter = this.client?.protocol2CodeConverter;
    return answer && converter && { found: answer.locations.map((place) => converter.asLocation(place)), total: answer.total };
  }

  /** The hover of a flag as Markdown. */
  async card(project: string, flag: string): Promise<string | undefined> {
    return (await this.tried<{ value: string } | null>('flagwise/card', { project, flag }))?.value;
  }

  private async tried<T>(method: string, params: object): Promise<T | undefined> {
    if (this.client?.state !== State.Running) return undefined;
    try {
      return await this.request<T>(method, params);
    } catch (error) {
      this.log.warn(`${method}: ${describe(error)}`);
      return undefined;
    }
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step);
    return this.queue;
  }

  private async startNow(): Promise<void> {
    this.status.starting();
    try {
      const program = await findServer(this.context.extensionUri.fsPath);
      this.log.info(`starting ${program}`);
      const client = this.newClient(program);
      this.client = client;
      await client.start();
    } catch (error) {
      this.status.stopped(describe(error));
      if (error instanceof ServerNotFound) void this.explainMissing(error);
      else this.log.error(`the language server did not start: ${describe(error)}`);
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // A server that never started cannot be stopped; one that hangs is killed by the client.
      this.log.warn(`the language server did not stop: ${describe(error)}`);
    }
  }

  private newClient(program: string): LanguageClient {
    const manifest = this.context.extension.packageJSON;
    const options: LanguageClientOptions = {
      documentSelector: documentSelector(manifest.activationEvents),
      outputChannel: clientLog(this.log, this.token),
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: explicitSettings(manifest, undefined),
      synchronize: { configurationSection: 'flagwise' },
      middleware: {
        workspace: {
          configuration: (params, token, next) => {
            const asked = (section: string | undefined) => section === 'flagwise';
            if (!params.items.every((item) => asked(item.section))) return next(params, token);
            return params.items.map((item) =>
              explicitSettings(manifest, item.scopeUri ? vscode.Uri.parse(item.scopeUri) : undefined),
            );
          },
          didChangeConfiguration: async () => {
            await client.sendNotification('workspace/didChangeConfiguration', {
              settings: { flagwise: explicitSettings(manifest, undefined) },
            });
          },
        },
        executeCommand: (command, args, next) => this.execute(command, args, next),
      },
    };
    const env = { ...process.env, FLAGWISE_USER_SETTINGS: JSON.stringify(userSettings(manifest)) };
    // No `transport`: the client would add its own arguments.
    const executable = { command: program, args: ['lsp'], options: { env } };
    const client = new LanguageClient('flagwise', 'flagwise', executable, options);
    client.registerFeature(new ServerStatusFeature());
    client.onNotification('experimental/serverStatus', (status: ServerStatus) => {
      this.status.show(status);
      this.flagsChanged.fire();
    });
    client.onNotification('flagwise/flagsChanged', () => this.flagsChanged.fire());
    client.onDidChangeState(({ newState }) => {
      const isRunning = newState === State.Running;
      void vscode.commands.executeCommand('setContext', 'flagwise.running', isRunning);
      // The client restarts a crashed server, so the token must be sent here and not at the end of start().
      if (isRunning) void this.sendStoredToken();
      else if (newState === State.Stopped) this.status.stopped(vscode.l10n.t('it is not running'));
      this.flagsChanged.fire();
    });
    return client;
  }

  /** Without a stored token nothing is sent: the server then takes the environment variable's. */
  private async sendStoredToken(): Promise<void> {
    const token = await this.token.read();
    if (token) await this.sendToken(token);
  }

  /** A command that the server offers; while it runs, the status bar says so. */
  private async execute(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
    const isExplain = command === 'flagwise.explain';
    // The code action requests a plain message, for editors without a Markdown view.
    const ours = isExplain ? args.map((place) => ({ ...(place as object), show: false })) : args;
    const answer: unknown = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'LaunchDarkly' },
      async () => next(command, ours),
    );
    if (isExplain && answer) this.explained.fire((answer as { markdown: string }).markdown);
    return answer;
  }

  private async explainMissing(error: ServerNotFound): Promise<void> {
    this.log.error(error.message);
    const install = vscode.l10n.t('How to Install');
    const choose = vscode.l10n.t('Choose the Program');
    const chosen = await vscode.window.showErrorMessage(error.message, install, choose);
    if (chosen === install) {
      // The extension's README page. The walkthrough would fit better, but an editor that has not shown one before opens
      // another one instead.
      await vscode.commands.executeCommand('extension.open', this.context.extension.id);
    } else if (chosen === choose) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'flagwise.server.path');
    }
  }
}

/** Tells the server that this client shows `experimental/serverStatus`, and has a command for lists of locations. */
class ServerStatusFeature implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    const commands = { commands: ['flagwise.showReferences'] };
    capabilities.experimental = {
      ...capabilities.experimental,
      serverStatusNotification: true,
      commands,
      flagwise: { flagsChanged: true },
    };
  }
  initialize(): void {}
  getState() {
    return { kind: 'static' as const };
  }
  clear(): void {}
}

/** The documents that the extension is activated for, so that the manifest's list is the only one. */
function documentSelector(activationEvents: string[]): { scheme: string; language: string }[] {
  const languages = activationEvents.flatMap((event) => event.match(/^onLanguage:(.+)$/)?.slice(1) ?? []);
  return languages.flatMap((language) =>
    ['file', 'untitled', 'vscode-remote', 'vscode-notebook-cell'].map((scheme) => ({ scheme, language })),
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
