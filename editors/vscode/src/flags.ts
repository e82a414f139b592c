// The server's requests about flags, in its own terms: see `flagwise/flags` and its like in docs/requests.md.
import type { Location } from 'vscode-languageclient/node';

export type FlagCondition = 'live' | 'stale' | 'deprecated' | 'archived' | 'unused';
export const CONDITIONS: readonly FlagCondition[] = ['live', 'stale', 'deprecated', 'archived', 'unused'];

export type FlagScope = 'file' | 'workspace' | 'all';

/** Parameters of `flagwise/flags`. */
export interface FlagsParams {
  scope: FlagScope;
  textDocument?: { uri: string };
  query?: string;
  conditions?: FlagCondition[];
  offset?: number;
  limit?: number;
}

/** A flag of a list, as far as it is shown. */
export interface FlagItem {
  project: string;
  key: string;
  name: string;
  kind: string;
  condition: Exclude<FlagCondition, 'unused'>;
  unused: boolean | null;
  /** `on in Production, off in Staging`. */
  summary: string | null;
  environments: { key: string; name: string; on: boolean | null; state: string | null }[];
  referencesInFile: number | null;
  referencesInWorkspace: number | null;
  url: string;
}

/** The answer of `flagwise/flags`. */
export interface FlagsResult {
  flags: FlagItem[];
  /** Number of matching flags, of which `flags` is a page. */
  total: number;
  complete: boolean;
  /** Whether the workspace or an open document uses flags at all. */
  inUse: boolean;
}

/** The answer of `flagwise/references`. */
export interface FlagReferences {
  locations: Location[];
  total: number;
}
