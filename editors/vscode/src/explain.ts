// "Explain This Place": why the location under the cursor is, or is not, a flag reference, as a Markdown preview.
import * as vscode from 'vscode';

import type { Server } from './server';

const SCHEME = 'flagwise-explain';

/** The last explanation, as a document that the preview reads. */
export class Explanations implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private readonly uri = vscode.Uri.from({ scheme: SCHEME, path: '/Explanation.md' });
  private text = '';

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(): string {
    return this.text;
  }

  async here(server: Server): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      void vscode.window.showInformationMessage('Open a file and place the cursor on the location to explain.');
      return;
    }
    const markdown = await server.explain(editor.document.uri, editor.selection.active);
    if (markdown !== undefined) await this.show(markdown);
  }

  async show(markdown: string): Promise<void> {
    this.text = markdown;
    this.changed.fire(this.uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', this.uri);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
