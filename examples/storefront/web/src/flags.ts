import { createClient } from '@launchdarkly/js-client-sdk';

/** One client for the whole page; the components use the hooks instead. */
export const ldClient = createClient('your-client-side-id', { kind: 'user', key: 'visitor', anonymous: true });

/** The payment form is built before React starts, so it asks the client itself. */
export function paymentProviders(): string[] {
  const config = ldClient.jsonVariation('payment-config', { providers: ['card'] }) as { providers: string[] };
  return config.providers;
}
