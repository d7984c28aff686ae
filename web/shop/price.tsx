import { formatPrice } from '../format/money.js';

interface PriceProps {
  /** In minor units. */
  readonly price: number;
  readonly currency: string;
  readonly big?: boolean;
}

export function Price({ price, currency, big = false }: PriceProps) {
  return <span class={big ? 'price big-price' : 'price'}>{formatPrice(price, currency)}</span>;
}
