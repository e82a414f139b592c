// "Choose Project": lists what the token can read and writes `flagwise.toml`.
import * as vscode from 'vscode';

import type { Server } from './server';

interface Choice { key: string; name: string; critical: boolean }
interface Pick extends vscode.QuickPickItem { key: string }

export async function chooseProject(server: Server): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1
    ? await vscode.window.showWorkspaceFolderPick({ placeHolder: vscode.l10n.t('The folder of the project') })
    : folders[0];
  if (!folder) return;
  const projects = await ask<Choice[]>(server, 'flagwise/projects', {});
  if (!projects) return;
  const project = await vscode.window.showQuickPick(projects.map(pickOf), {
    title: vscode.l10n.t('LaunchDarkly Project (1 of 2)'),
    matchOnDescription: true,
  });
  if (!project) return;
  const environments = await ask<Choice[]>(server, 'flagwise/environments', { project: project.key });
  if (!environments) return;
  // Critical ones are what one wants to know about; the order is LaunchDarkly's.
  const chosen = await vscode.window.showQuickPick(
    environments.map((environment) => ({ ...pickOf(environment), picked: environment.critical || environments.length <= 3 })),
    {
      title: vscode.l10n.t('Environments of {0} (2 of 2)', project.label),
      placeHolder: vscode.l10n.t('Those to show; the first one counts most'),
      canPickMany: true,
    },
  );
  if (!chosen) return;
  const params = { folder: folder.uri.toString(), project: project.key, environments: chosen.map(({ key }) => key) };
  const file = await ask<{ uri: string; text: string; exists: boolean } | null>(server, 'flagwise/projectFile', params);
  if (!file) {
    void vscode.window.showErrorMessage(vscode.l10n.t('The file flagwise.toml cannot be changed: fix or remove it first.'));
    return;
  }
  await write(vscode.Uri.parse(file.uri), file.text, file.exists);
}

/** As an edit of the editor, so that it can be undone; saved. */
async function write(uri: vscode.Uri, text: string, exists: boolean): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (exists) {
    const document = await vscode.workspace.openTextDocument(uri);
    edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end), text);
  } else {
    edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  }
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const document = await vscode.workspace.openTextDocument(uri);
  await document.save();
  await vscode.window.showTextDocument(document);
}

async function ask<T>(server: Server, method: string, params: object): Promise<T | undefined> {
  try {
    return await server.request<T>(method, params);
  } catch (error) {
    const token = vscode.l10n.t('Set Token');
    const log = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error), token, log);
    if (chosen === token && (await vscode.commands.executeCommand<boolean>('flagwise.setToken'))) return ask(server, method, params);
    if (chosen === log) await vscode.commands.executeCommand('flagwise.showLog');
    return undefined;
  }
}

function pickOf({ key, name }: Choice): Pick {
  return { label: name, description: name === key ? '' : key, key };
}
