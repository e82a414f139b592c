import { useBoolVariation } from '@launchdarkly/react-sdk';

import { paymentProviders } from './flags';

export function Checkout() {
  const newFlow = useBoolVariation('checkout-new-flow', false);
  const express = useBoolVariation('express-shiping', false);
  const giftCards = useBoolVariation('gift-cards', false);

  if (!newFlow) {
    return <form action="/checkout/classic" method="post" />;
  }
  return (
    <form action="/checkout" method="post">
      <fieldset>
        <legend>Delivery</legend>
        <label>
          <input type="radio" name="delivery" value="standard" /> Three days
        </label>
        {express && (
          <label>
            <input type="radio" name="delivery" value="express" /> Tomorrow
          </label>
        )}
      </fieldset>
      <fieldset>
        <legend>Payment</legend>
        {[...paymentProviders(), ...(giftCards ? ['gift card'] : [])].map((provider) => (
          <button key={provider} name="provider" value={provider}>
            Pay by {provider}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
