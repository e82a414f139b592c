import { useBoolVariation, useStringVariation } from '@launchdarkly/react-sdk';

import { similar, type Product } from './api';

const REVIEWS_FLAG = 'product-reviews';

export function ProductPage({ product }: { product: Product }) {
  const showReviews = useBoolVariation(REVIEWS_FLAG, false);
  const engine = useStringVariation('recommendations-engine', 'none');

  return (
    <article>
      <h1>{product.name}</h1>
      <p>{(product.cents / 100).toFixed(2)} €</p>
      {showReviews && <section aria-label="Reviews" />}
      {engine !== 'none' && (
        <aside>
          {similar(product, engine).map((other) => (
            <a key={other.id} href={`/products/${other.id}`}>
              {other.name}
            </a>
          ))}
        </aside>
      )}
    </article>
  );
}
