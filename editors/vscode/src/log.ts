import type * as vscode from 'vscode';

import type { TokenStore } from './token';

/** The log for traces, in which a message may carry the token that is handed to the server: it is taken out. */
export function redacting(log: vscode.LogOutputChannel, token: TokenStore): vscode.LogOutputChannel {
  const redacted = new Map<PropertyKey, (text: string, ...rest: unknown[]) => void>([
    ['trace', (text, ...rest) => log.trace(token.redact(text), ...rest)],
    ['append', (text) => log.append(token.redact(text))],
    ['appendLine', (text) => log.appendLine(token.redact(text))],
  ]);
  return new Proxy(log, {
    get(target, name) {
      const own = redacted.get(name);
      if (own) return own;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
