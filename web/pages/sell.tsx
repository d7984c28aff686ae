import { useLayoutEffect } from 'preact/hooks';
import { settle, type Ticket } from '../api/client.js';
import { useApp } from '../app-context.js';
import { sortedNewestFirst } from '../market/newest-first.js';
import { SellForm } from '../shop/sell-form.js';
import { TicketCard } from '../shop/ticket-card.js';
import { useStore } from '../state/use-store.js';
import { Heading } from '../ui/heading.js';
import { SignInFirst } from '../ui/sign-in-first.js';

/** Lists a ticket for sale, and shows those that one has listed. */
export function SellPage() {
  const { session, navigation } = useApp();
  const identity = useStore(session.identity);
  return (
    <div class="column wide">
      <section class="column">
        <Heading title="Sell a ticket" />
        {identity === undefined ? (
          <SignInFirst purpose="to sell" />
        ) : (
          <div class="card">
            <SellForm onListed={({ id }) => navigation.go(`/tickets/${id}`)} />
          </div>
        )}
      </section>
      {identity !== undefined && <MyTickets user={identity.user} />}
    </div>
  );
}

function MyTickets({ user }: { user: string }) {
  const { api, live, market } = useApp();
  const mine = sortedNewestFirst(useStore(market.tickets).values()).filter(
    ({ sellerId, status }) => sellerId === user && status !== 'withdrawn',
  );

  useLayoutEffect(() => {
    async function read(status: Ticket['status']): Promise<void> {
      const query = { seller: 'me', status, limit: 100 };
      const answer = await settle(api.GET('/api/tickets', { params: { query } }));
      if (answer.ok) market.tickets.put(answer.data.items);
    }
    const readAll = () => {
      for (const status of ['available', 'reserved', 'sold'] as const) void read(status);
    };
    readAll();
    return live.on((message) => {
      if (message.name === 'reset') readAll();
      // One that they have listed in another window.
      if (message.name === 'ticket' && message.event.data.sellerId === user)
        market.tickets.put([message.event.data]);
    });
  }, [api, live, market, user]);

  if (mine.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="my-tickets">
      <h2 id="my-tickets">Your tickets</h2>
      <ul class="tickets">
        {mine.map((ticket) => (
          <TicketCard key={ticket.id} ticket={ticket} />
        ))}
      </ul>
    </section>
  );
}
