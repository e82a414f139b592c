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
 * The settings that somebody set, for the server, without the section's name. Defaults are left out: the editor's
 * settings win over the folder's `flagwise.toml`, and a default that nobody chose must not.
 */
export function explicitSettings(manifest: Manifest, scope: vscode.Uri | undefined): Record<string, unknown> {
  // Without a document: the first folder, which is where the server started.
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? null);
  const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  const settings: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(manifest.contributes.configuration.properties)) {
    const found = configuration.inspect(name);
    if (OWN.has(name) || !found) continue;
    const userOnly = property.scope === 'machine' || (restricted.has(name) && !vscode.workspace.isTrusted);
    const folder = userOnly ? undefined : (found.workspaceFolderValue ?? found.workspaceValue);
    if (folder === undefined && found.globalValue === undefined) continue;
    // An object is merged from all that set it; anything else is what the nearest says.
    const value = userOnly ? found.globalValue : configuration.get(name);
    settings[name.slice('flagwise.'.length)] = value;
  }
  return settings;
}
