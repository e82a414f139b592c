// The extension: starts the language server, passes it the access token, and shows its status.
// All features are implemented by the server; nothing here knows about flags.
import * as vscode from 'vscode';

import { Explanations } from './explain';
import { showReferences } from './references';
import { Server } from './server';
import { userSettingNames } from './settings';
import { Status } from './status';
import { TokenStore } from './token';

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const token = new TokenStore(context.secrets);
  const status = new Status();
  const explanations = new Explanations();
  const running = new Server(context, token, status);
  server = running;

  const command = (name: string, run: (...given: never[]) => unknown) => vscode.commands.registerCommand(`flagwise.${name}`, run);
  context.subscriptions.push(
    status,
    explanations,
    token,
    token.onDidChange((value) => running.sendToken(value)),
    running.onDidExplain((markdown) => explanations.show(markdown)),
    // `flagwise.refresh` and the commands that change flags are server commands, registered by the client.
    command('setToken', () => token.ask()),
    command('clearToken', () => token.clear()),
    command('restartServer', () => running.restart()),
    command('showLog', () => running.log.show()),
    command('explainHere', () => explanations.here(running)),
    // Of code lenses: the arguments are the protocol's.
    command('showReferences', showReferences),
    command('showStatus', () => status.choose(() => running.details())),
    vscode.workspace.onDidChangeConfiguration((event) => {
      // Values that the server gets when it starts.
      const atStart = ['flagwise.server.path', ...userSettingNames(context.extension.packageJSON)];
      if (atStart.some((name) => event.affectsConfiguration(name))) void running.restart();
    }),
    // Trust decides which folder settings apply.
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
  );
  await running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
