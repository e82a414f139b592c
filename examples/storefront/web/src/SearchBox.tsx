import { useBoolVariation } from '@launchdarkly/react-sdk';
import { useState } from 'react';

import { suggestions } from './api';

export function SearchBox({ onSearch }: { onSearch: (query: string) => void }) {
  const [query, setQuery] = useState('');
  const autocomplete = useBoolVariation('search-autocomplete', false);

  return (
    <form role="search" onSubmit={() => onSearch(query)}>
      <input value={query} onChange={(event) => setQuery(event.target.value)} list="suggestions" />
      {autocomplete && (
        <datalist id="suggestions">
          {suggestions(query).map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </form>
  );
}
