// "Explain This Place": why the location under the cursor is, or is not, a flag reference, in a view whose links lead there.
import * as vscode from 'vscode';

import type { Server } from './server';

/** Leads from the view to a line of a file: the arguments are a URI and the line, from 1. */
const OPEN = 'flagwise.openPlace';

/** The view of the last explanation. */
export class Explanations implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;

  async here(server: Server): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a file and place the cursor on the location to explain.'));
      return;
    }
    const markdown = await server.explain(editor.document.uri, editor.selection.active);
    if (markdown !== undefined) await this.show(markdown);
  }

  async show(markdown: string): Promise<void> {
    const body = await vscode.commands.executeCommand<string>('markdown.api.render', withPlaces(markdown));
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = this.panel ?? this.open(beside);
    panel.webview.html = page(body);
    panel.reveal(undefined, true);
  }

  /** Opens the file of a link beside the view. */
  async follow(uri: string, line: number): Promise<void> {
    const at = new vscode.Position(Math.max(line - 1, 0), 0);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      viewColumn: vscode.ViewColumn.One,
      selection: new vscode.Range(at, at),
    });
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(where: { viewColumn: vscode.ViewColumn; preserveFocus: boolean }): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel('flagwise.explanation', vscode.l10n.t('Explanation'), where, {
      enableCommandUris: [OPEN],
      enableFindWidget: true,
    });
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    this.panel = panel;
    return panel;
  }
}

/** No scripts, no resources: text, styles and links. */
function page(body: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
  body { font-family: var(--vscode-markdown-font-family, var(--vscode-font-family)); line-height: 1.5; padding: 0 1.5em; }
  code { font-family: var(--vscode-editor-font-family); color: var(--vscode-textPreformat-foreground); }
  table { border-collapse: collapse; }
  td, th { padding: 0.2em 0.8em 0.2em 0; text-align: left; vertical-align: top; }
</style>
</head>
<body>${body}</body>
</html>`;
}

/** Links to lines of files as commands: a web page cannot open files, and the renderer drops such links. */
function withPlaces(markdown: string): string {
  return markdown.replace(/\]\(((?!https?:)[a-z][\w+.-]*:[^)\s#]+)#L(\d+)\)/gi, (_, uri: string, line: string) => {
    const given = encodeURIComponent(JSON.stringify([uri, Number(line)]));
    return `](command:${OPEN}?${given.replaceAll('(', '%28').replaceAll(')', '%29')})`;
  });
}
