import type * as vscode from 'vscode';

import type { TokenStore } from './token';

/** A line of the server's standard error: when, how bad, what. */
const SERVER_LINE = /^\S+Z\s+(ERROR|WARN|INFO|DEBUG|TRACE)\s+(.*)$/;

/**
 * The log for the client library, with two corrections: the token is redacted in traced messages, and lines of the server's
 * standard error, which the library logs as errors, get their own level.
 */
export function clientLog(log: vscode.LogOutputChannel, token: TokenStore): vscode.LogOutputChannel {
  const error = (text: string | Error) => {
    const [, level, message] = (typeof text === 'string' && SERVER_LINE.exec(text)) || [];
    if (level === undefined || message === undefined) log.error(text);
    else if (level === 'ERROR') log.error(message);
    else if (level === 'WARN') log.warn(message);
    else log.info(message); // The setting `flagwise.logLevel` already said that it is wanted.
  };
  const mended = new Map<PropertyKey, unknown>([
    ['error', error],
    ['trace', (text: string) => log.trace(token.redact(text))],
    ['append', (text: string) => log.append(token.redact(text))],
    ['appendLine', (text: string) => log.appendLine(token.redact(text))],
  ]);
  return new Proxy(log, {
    get(target, name) {
      const own = mended.get(name);
      if (own) return own;
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
