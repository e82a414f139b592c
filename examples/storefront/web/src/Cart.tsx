import { useBoolVariation, useStringVariation } from '@launchdarkly/react-sdk';

import type { Product } from './api';

export function Cart({ products }: { products: Product[] }) {
  const oldBanner = useBoolVariation('legacy-cart-banner', false);
  const promo = useStringVariation('promo-banner-text', '');
  const total = products.reduce((sum, product) => sum + product.cents, 0);

  return (
    <section>
      {oldBanner && <p className="banner">Free returns within 30 days</p>}
      {promo && <p className="promo">{promo}</p>}
      <ul>
        {products.map((product) => (
          <li key={product.id}>{product.name}</li>
        ))}
      </ul>
      <strong>{(total / 100).toFixed(2)} €</strong>
    </section>
  );
}
