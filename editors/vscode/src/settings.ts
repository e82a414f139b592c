import * as vscode from 'vscode';

interface Property {
  scope?: string;
}

/** What is used here of the extension's package.json. */
export interface Manifest {
  contributes: { configuration: { properties: Record<string, Property> } };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

/** Settings of the extension itself; the server does not know them. */
const OWN = new Set(['flagwise.server.path', 'flagwise.trace.server']);

/**
 * The explicitly set settings, for the server, without the section's name. Defaults are omitted: settings take precedence
 * over the folder's `flagwise.toml`, and defaults must not.
 */
export function explicitSettings(manifest: Manifest, scope: vscode.Uri | undefined): Record<string, unknown> {
  // Without a document: the first folder, in which the server was started.
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? null);
  const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  const settings: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(manifest.contributes.configuration.properties)) {
    const found = configuration.inspect(name);
    if (OWN.has(name) || !found) continue;
    const userOnly = property.scope === 'machine' || (restricted.has(name) && !vscode.workspace.isTrusted);
    const folder = userOnly ? undefined : (found.workspaceFolderValue ?? found.workspaceValue);
    if (folder === undefined && found.globalValue === undefined) continue;
    // Objects are merged over all scopes; any other value comes from the most specific scope.
    const value = userOnly ? found.globalValue : configuration.get(name);
    settings[name.slice('flagwise.'.length)] = value;
  }
  return settings;
}
