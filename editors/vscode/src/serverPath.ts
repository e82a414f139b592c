import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

import * as vscode from 'vscode';

/** No program to start; the message says where it was looked for and what to do. */
export class ServerNotFound extends Error {}

const PROGRAM = process.platform === 'win32' ? 'flagwise.exe' : 'flagwise';

/**
 * Absolute path of the server: the user's setting, else the bundled one, else the first on the PATH or in cargo's folder
 * (an editor started from a dock does not have the shell's PATH).
 */
export async function findServer(extensionFolder: string): Promise<string> {
  const setting = vscode.workspace.getConfiguration('flagwise').get<string>('server.path', '').trim();
  if (setting) {
    const chosen = setting.replace(/^~(?=[/\\]|$)/, homedir());
    if (!path.isAbsolute(chosen)) {
      throw new ServerNotFound(vscode.l10n.t('The setting flagwise.server.path is "{0}"; it must be an absolute path.', setting));
    }
    if (await isProgram(chosen)) return chosen;
    throw new ServerNotFound(vscode.l10n.t('The setting flagwise.server.path is {0}, which is not an executable file.', chosen));
  }
  const onPath = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const cargoFolder = path.join(process.env['CARGO_HOME'] ?? path.join(homedir(), '.cargo'), 'bin');
  for (const folder of [path.join(extensionFolder, 'server'), ...onPath, cargoFolder]) {
    const candidate = path.join(folder, PROGRAM);
    if (await isProgram(candidate)) return candidate;
  }
  throw new ServerNotFound(vscode.l10n.t('The program flagwise was not found: install it and add it to the PATH, or set flagwise.server.path.'));
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
