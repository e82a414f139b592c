import * as vscode from 'vscode';

interface Property {
  scope?: string;
}

/** What is used here of the extension's package.json. */
export interface Manifest {
  contributes: { configuration: { properties: Record<string, Property> }[] };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
}

/** Settings of the extension itself; the server does not know them. */
const OWN = new Set(['flagwise.server.path', 'flagwise.trace.server']);

/** Settings of which only some values need the user's consent, so that a folder may set them too. */
const USER_ONLY_IN_PART = new Set(['flagwise.flagFile']);

/** Whether VS Code takes the setting from the user alone, so that no folder can set it. */
function isUsersOwn(property: Property): boolean {
  return property.scope === 'machine';
}

/** All settings, whatever group they are shown in. */
function propertiesOf(manifest: Manifest): [string, Property][] {
  return manifest.contributes.configuration.flatMap(({ properties }) => Object.entries(properties));
}

/** Names of the settings that the server gets when it starts, see `userSettings`. */
export function userSettingNames(manifest: Manifest): string[] {
  const properties = propertiesOf(manifest);
  const handed = ([name, property]: [string, Property]) => isUsersOwn(property) || USER_ONLY_IN_PART.has(name);
  return properties.filter((entry) => !OWN.has(entry[0]) && handed(entry)).map(([name]) => name);
}

/**
 * The user's own values of settings that a folder must not choose. They reach the server in the environment variable
 * `FLAGWISE_USER_SETTINGS` of its process, which no folder can set: the server does not trust what comes later.
 */
export function userSettings(manifest: Manifest): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(undefined, null);
  const settings: Record<string, unknown> = {};
  for (const name of userSettingNames(manifest)) {
    const value = configuration.inspect(name)?.globalValue;
    if (value !== undefined) settings[name.slice('flagwise.'.length)] = value;
  }
  return settings;
}

/**
 * The other explicitly set settings, for the server, without the section's name. Defaults are omitted: settings take precedence
 * over the folder's `flagwise.toml`, and defaults must not.
 */
export function explicitSettings(manifest: Manifest, scope: vscode.Uri | undefined): Record<string, unknown> {
  // Without a document: the first folder, in which the server was started.
  const configuration = vscode.workspace.getConfiguration(undefined, scope ?? vscode.workspace.workspaceFolders?.[0]?.uri ?? null);
  const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
  const settings: Record<string, unknown> = {};
  for (const [name, property] of propertiesOf(manifest)) {
    const found = configuration.inspect(name);
    if (OWN.has(name) || isUsersOwn(property) || !found) continue;
    const userOnly = restricted.has(name) && !vscode.workspace.isTrusted;
    const folder = userOnly ? undefined : (found.workspaceFolderValue ?? found.workspaceValue);
    if (folder === undefined && found.globalValue === undefined) continue;
    // Objects are merged over all scopes; any other value comes from the most specific scope.
    const value = userOnly ? found.globalValue : configuration.get(name);
    settings[name.slice('flagwise.'.length)] = value;
  }
  return settings;
}
