import type { Order } from '../api/client.js';
import { useApp } from '../app-context.js';
import { sortedNewestFirst } from '../market/newest-first.js';
import { OrderCard } from '../shop/order-card.js';
import { useStore } from '../state/use-store.js';
import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';
import { isMoreToLoad, MoreButton } from '../ui/more-button.js';
import { ProblemNotice } from '../ui/notice.js';
import { SignInFirst } from '../ui/sign-in-first.js';

/** What one has ordered: first what has to be paid, and until when. */
export function OrdersPage() {
  const identity = useStore(useApp().session.identity);
  return (
    <section class="column">
      <Heading title="My orders" />
      {identity === undefined ? <SignInFirst purpose="to see your orders" /> : <Orders />}
    </section>
  );
}

function Orders() {
  const { market } = useApp();
  const state = useStore(market.myOrders.state);
  const orders = sortedNewestFirst(useStore(market.orders).values());
  const held = orders.filter(({ status }) => status === 'created');
  const earlier = orders.filter(({ status }) => status !== 'created');
  if (orders.length === 0 && !isMoreToLoad(state)) {
    return (
      <div class="empty stack">
        <h2>You have ordered nothing yet</h2>
        <p>
          <Link to="/">See the tickets that are for sale</Link>
        </p>
      </div>
    );
  }
  return (
    <>
      {held.length > 0 && <List orders={held} name="Held for you" />}
      {earlier.length > 0 && <List orders={earlier} name="Earlier" />}
      <ProblemNotice problem={state.problem} />
      {isMoreToLoad(state) && (
        <div class="more">
          <MoreButton list={state} offer="Show older ones" onMore={() => void market.myOrders.more()} />
        </div>
      )}
    </>
  );
}

function List({ orders, name }: { orders: readonly Order[]; name: string }) {
  return (
    <ul class="orders" aria-label={name}>
      {orders.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
    </ul>
  );
}
