import * as vscode from 'vscode';
import type { Location, Position } from 'vscode-languageclient/node';

/** Shows a list of references at a place. The arguments are those of a code lens, in the protocol's terms. */
export async function showReferences(uri: string, position: Position, locations: Location[]): Promise<void> {
  const at = (place: Position) => new vscode.Position(place.line, place.character);
  const found = locations.map(
    ({ uri, range }) => new vscode.Location(vscode.Uri.parse(uri), new vscode.Range(at(range.start), at(range.end))),
  );
  await vscode.commands.executeCommand('editor.action.showReferences', vscode.Uri.parse(uri), at(position), found);
}
