// The extension: starts the language server, passes it the access token, and shows its status.
// All features are implemented by the server; the view and the commands on flags ask it for everything.
import * as vscode from 'vscode';

import { Explanations } from './explain';
import { changeFlag, copyKey, flagOf, goToFlag, openPage, showReferencesTo } from './flagCommands';
import { type FlagNode, FlagTree } from './flagTree';
import { Presence } from './presence';
import { chooseProject } from './project';
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
  const tree = new FlagTree(running);
  const presence = new Presence(running, tree, status);

  const command = (name: string, run: (...given: never[]) => unknown) => vscode.commands.registerCommand(`flagwise.${name}`, run);
  context.subscriptions.push(
    status,
    explanations,
    token,
    tree,
    presence,
    token.onDidChange((value) => running.sendToken(value)),
    running.onDidExplain((markdown) => explanations.show(markdown)),
    // `flagwise.refresh` and the commands that change flags are server commands, registered by the client.
    command('setToken', async () => {
      const given = await token.ask();
      // At once: what needs the token continues with it.
      if (given) await running.sendToken(given);
      return given !== undefined;
    }),
    command('clearToken', () => token.clear()),
    command('restartServer', () => running.restart()),
    command('showLog', () => running.log.show()),
    command('explainHere', () => explanations.here(running)),
    // Of links in explanations.
    command('openPlace', (uri: string, line: number) => explanations.follow(uri, line)),
    // Of code lenses: the arguments are the protocol's.
    command('showReferences', showReferences),
    command('chooseProject', () => chooseProject(running)),
    command('goToFlag', () => goToFlag(running)),
    command('flags.refresh', () => vscode.commands.executeCommand('flagwise.refresh')),
    command('flags.search', () => tree.search()),
    command('flags.filter', () => tree.filter()),
    command('flags.clearSearch', () => tree.clear()),
    command('flags.more', (group: Parameters<FlagTree['more']>[0]) => tree.more(group)),
    command('flag.copyKey', (node: FlagNode) => copyKey(flagOf(node))),
    command('flag.open', (node: FlagNode) => openPage(flagOf(node))),
    command('flag.references', (node: FlagNode) => showReferencesTo(running, flagOf(node))),
    command('flag.change', (node: FlagNode) => changeFlag(flagOf(node))),
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
