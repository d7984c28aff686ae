import { type Api, settle, type Ticket } from '../api/client.js';
import type { Live } from '../live/message.js';
import type { Records } from '../state/records.js';
import { createStore, type Readable } from '../state/store.js';
import type { Loading } from './loading.js';
import { newestFirst } from './newest-first.js';

/** The list of the shop, and how far it is loaded. */
export interface TicketList {
  readonly state: Readable<ListState>;
  /** Loads the next page, unless one is being loaded or there is none; what could not be read anew before that. */
  more(): Promise<void>;
  /** Forgets tickets that are sold or withdrawn; one that is reserved may come back. */
  tidy(): void;
}

export interface ListState extends Loading {
  /** Of all tickets that were available since the list was begun, newest first. */
  readonly ids: readonly string[];
}

export interface TicketListOptions {
  readonly api: Api;
  readonly live: Live;
  readonly tickets: Records<Ticket>;
}

const PAGE = 24;

/** From how many on tickets that are not offered any more leave the list, wherever one reads. */
const MANY = 500;

/** How many tickets are looked at one by one, after events were missed. */
const FEW = 20;

/**
 * Keeps the tickets that are available, newest first, as they come and go. One that was seen stays in its place when
 * somebody reserves it, and says so: what one is looking at must not jump away.
 */
export function createTicketList({ api, live, tickets }: TicketListOptions): TicketList {
  const state = createStore<ListState>({ ids: [], phase: 'idle', complete: false, problem: undefined });
  let cursor: string | undefined;
  let begun = false;
  /** Whether events were missed since what is loaded was read. */
  let stale = false;
  let loading: Promise<void> | undefined;

  /** One thing at a time; what is read must be asked for after what is waited for. */
  function load(work: () => Promise<void>): Promise<void> {
    const mine = (loading ?? Promise.resolve()).then(work).finally(() => {
      if (loading !== mine) return;
      loading = undefined;
      state.set({ ...state.get(), phase: 'idle' });
    });
    loading = mine;
    return mine;
  }

  async function loadPage(): Promise<void> {
    state.set({ ...state.get(), phase: 'loading', problem: undefined });
    const answer = await page(cursor);
    if (!answer.ok) {
      state.set({ ...state.get(), problem: answer.problem });
      return;
    }
    const { items, next } = answer.data;
    take(items);
    cursor = next ?? undefined;
    state.set({ ...state.get(), complete: next === null });
  }

  /**
   * After events were missed: what is loaded is read again. Of what is not in it any more, the first ones are looked at
   * by themselves, as somebody may be reading there, and the others leave the list.
   */
  async function readAnew(): Promise<void> {
    state.set({ ...state.get(), phase: 'loading', problem: undefined });
    const loaded = state.get().ids.length;
    const seen = new Set<string>();
    let from: string | undefined;
    do {
      const answer = await page(from, loaded === 0 ? PAGE : 100);
      if (!answer.ok) {
        state.set({ ...state.get(), problem: answer.problem });
        return;
      }
      take(answer.data.items);
      for (const { id } of answer.data.items) seen.add(id);
      from = answer.data.next ?? undefined;
    } while (from !== undefined && seen.size < loaded);
    stale = false;
    cursor = from;
    const missing = state.get().ids.filter((id) => !seen.has(id) && isStillOffered(tickets.get().get(id)));
    const gone = new Set(missing.slice(FEW));
    const ids = state.get().ids.filter((id) => !gone.has(id));
    state.set({ ...state.get(), ids, complete: from === undefined });
    await Promise.all(missing.slice(0, FEW).map(readOne));
  }

  async function readOne(id: string): Promise<void> {
    const answer = await settle(api.GET('/api/tickets/{id}', { params: { path: { id } } }));
    if (answer.ok) tickets.put([answer.data]);
  }

  function page(from: string | undefined, limit = PAGE) {
    const query = { limit, ...(from !== undefined && { cursor: from }) };
    return settle(api.GET('/api/tickets', { params: { query } }));
  }

  function take(items: readonly Ticket[]): void {
    tickets.put(items);
    const known = new Set(state.get().ids);
    const added = items.map(({ id }) => id).filter((id) => !known.has(id));
    if (added.length > 0) state.set({ ...state.get(), ids: [...known, ...added].sort(newestFirst) });
    if (state.get().ids.length > MANY) tidy();
  }

  function tidy(): void {
    const known = tickets.get();
    const { ids } = state.get();
    const kept = ids.filter((id) => isStillOffered(known.get(id)));
    if (kept.length < ids.length) state.set({ ...state.get(), ids: kept });
  }

  live.on((message) => {
    if (!begun) return;
    if (message.name === 'reset') {
      stale = true;
      void load(readAnew);
    }
    if (message.name !== 'ticket') return;
    const ticket = message.event.data;
    const { ids, complete } = state.get();
    // Older ones come with their page.
    const isInReach = complete || ticket.id > (ids.at(-1) ?? '');
    if (ticket.status === 'available' && isInReach) take([ticket]);
  });

  return {
    state,
    async more() {
      begun = true;
      if (loading !== undefined) return;
      if (stale) await load(readAnew);
      else if (!state.get().complete) await load(loadPage);
    },
    tidy,
  };
}

function isStillOffered(ticket: Ticket | undefined): boolean {
  return ticket?.status === 'available' || ticket?.status === 'reserved';
}
