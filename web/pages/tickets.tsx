import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../app-context.js';
import type { ListState } from '../market/ticket-list.js';
import { TicketCard } from '../shop/ticket-card.js';
import { useStore } from '../state/use-store.js';
import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';
import { isMoreToLoad, MoreButton } from '../ui/more-button.js';
import { ProblemNotice } from '../ui/notice.js';

/** What is for sale, as it comes and goes. */
export function TicketsPage() {
  const { market } = useApp();
  const { ticketList } = market;
  const state = useStore(ticketList.state);
  const tickets = useStore(market.tickets);
  useLayoutEffect(() => {
    ticketList.tidy();
    if (ticketList.state.get().ids.length === 0) void ticketList.more();
  }, [ticketList]);
  const old = useRef<ReadonlySet<string> | undefined>(undefined);
  const arrived = (id: string) => old.current !== undefined && !old.current.has(id);
  useLayoutEffect(() => {
    if (state.ids.length > 0 || state.complete) old.current = new Set(state.ids);
  }, [state]);

  return (
    <section class="column wide">
      <div class="headline">
        <Heading title="Tickets" />
        <p class="quiet">Newest first, and always as they are now</p>
      </div>
      {state.complete && state.ids.length === 0 ? (
        <Empty />
      ) : (
        <ul class="tickets" aria-busy={state.phase === 'loading'}>
          {state.ids.map((id) => {
            const ticket = tickets.get(id);
            return ticket && <TicketCard key={id} ticket={ticket} arrived={arrived(id)} />;
          })}
        </ul>
      )}
      <ProblemNotice problem={state.problem} />
      <More state={state} />
    </section>
  );
}

function Empty() {
  return (
    <div class="empty stack">
      <h2>Nothing is for sale yet</h2>
      <p>
        <Link to="/sell">Sell the first ticket</Link>
      </p>
    </div>
  );
}

/** Loads more when one comes near the end of the list; the button does it without scrolling. */
function More({ state }: { state: ListState }) {
  const { ticketList } = useApp().market;
  const end = useRef<HTMLDivElement>(null);
  const isIdle = state.phase === 'idle' && state.problem === undefined && state.ids.length > 0;
  useLayoutEffect(() => {
    const element = end.current;
    if (element === null || !isIdle) return undefined;
    // Watched anew after each change: the end may be still in sight, and what was seen while it was busy is lost.
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) void ticketList.more();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ticketList, isIdle, state]);
  if (!isMoreToLoad(state)) return null;
  return (
    <div class="more" ref={end}>
      <MoreButton list={state} offer="Show more" onMore={() => void ticketList.more()} />
    </div>
  );
}
