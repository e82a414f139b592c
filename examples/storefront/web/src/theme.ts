import { ldClient } from './flags';

export type Theme = 'light' | 'dark';

/** The visitor's choice, or what the system says where dark mode is offered. */
export function theme(choice: Theme | undefined): Theme {
  if (choice) {
    return choice;
  }
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  if (systemIsDark && ldClient.boolVariation('dark-mode-v1', false)) {
    return 'dark';
  }
  return 'light';
}
