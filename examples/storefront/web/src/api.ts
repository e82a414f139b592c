export interface Product {
  id: string;
  name: string;
  cents: number;
}

const catalogue: Product[] = [
  { id: 'lamp', name: 'Desk lamp', cents: 4900 },
  { id: 'kettle', name: 'Kettle', cents: 3250 },
  { id: 'notebook', name: 'Notebook', cents: 890 },
];

export function suggestions(query: string): string[] {
  const start = query.toLowerCase();
  return catalogue.map((product) => product.name).filter((name) => name.toLowerCase().startsWith(start));
}

export function similar(product: Product, engine: string): Product[] {
  const others = catalogue.filter((other) => other.id !== product.id);
  return engine === 'popular' ? others.sort((a, b) => b.cents - a.cents) : others;
}
