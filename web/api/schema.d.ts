// Made by npm run contract.

export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["isLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Can the server do its work? */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Numbers for Prometheus */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dev/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a token (development mode only) */
        post: operations["makeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dev/pay/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pay an order (development mode only) */
        post: operations["playProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find tickets
         * @description Newest first. A seller sees their own tickets with `seller=me`, which needs a token.
         */
        get: operations["listTickets"];
        put?: never;
        /** List a ticket for sale */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at a ticket */
        get: operations["getTicket"];
        put?: never;
        post?: never;
        /**
         * Take a ticket back
         * @description Only its seller, and only while it is available. Withdrawing it twice is a success.
         */
        delete: operations["withdrawTicket"];
        options?: never;
        head?: never;
        /**
         * Edit a ticket
         * @description Only its seller, and only while it is available. What is not mentioned stays as it is.
         */
        patch: operations["editTicket"];
        trace?: never;
    };
    "/api/tickets/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See what became of a ticket
         * @description Every version that is still in the stream, oldest first, with what it changed.
         */
        get: operations["getTicketHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find your orders
         * @description Newest first.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Reserve a ticket
         * @description The order holds the ticket until it expires. With `price` the order is refused if that is not the price any more; with `ticketVersion` the server waits for up to 1 s until it knows that version.
         */
        post: operations["placeOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at your order */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        /**
         * Cancel your order
         * @description The ticket is free again. Cancelling it twice is a success.
         */
        delete: operations["cancelOrder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/orders/replicas/{ticketId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at the orders module's copy of a ticket */
        get: operations["getReplica"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/payments/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell of a payment
         * @description Called by a payment provider. The same reference told of twice is one payment; one that comes too late takes nothing and is noted as due back. Events of another type are heard and forgotten.
         */
        post: operations["receivePayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch tickets and your orders live
         * @description Server-Sent Events. `ticket` for everybody: a ticket was listed, changed or withdrawn. `order` for the buyer, with
         *     their token: an order of theirs was made, or has changed. The data of both is an event of the streams
         *     (`/asyncapi.json`) with the whole new state in `data`.
         *
         *     `id` says how far you have seen; after a lost connection, sent as `Last-Event-ID`, it brings what you missed.
         *     `reset` says that this is no longer known: read anew what you show. The stream ends when your token expires. Where
         *     requests are limited, one caller may watch with 200 clients at a time.
         */
        get: operations["followEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/traces/{ticketId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how a ticket stands in both modules, and what is on its way between them
         * @description The newest entries about the ticket in both streams, at most 100 changes of each, and what became of each
         *     in the consumer group that reads it. Nothing in it tells who a buyer is. What a dead letter is called, and why it is
         *     one, is told to who has the scope `admin`.
         */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the entries that a consumer group could not handle */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an entry to the group that failed once more
         * @description It goes through the version gate, so nothing is applied twice or out of order, and the entries that wait for it go on.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a dead letter for good
         * @description Entries about the same subject that come after it go on waiting for it.
         */
        delete: operations["discardDeadLetter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/admin/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how the streams, their consumer groups and consumers stand
         * @description A look at each stream in each partition, as Redis has it; what only this process knows stands under `here`. It costs the same however long the streams are, so it can be asked for every second or two.
         */
        get: operations["inspectStreams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The events, as an AsyncAPI document */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The reference, to be read in a browser */
        get: operations["getReference"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A file that the reference needs */
        get: operations["getReferenceFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /**
             * @description Names the problem and never changes.
             * @example /problems/not-found
             */
            type: string;
            /** @description The same for every problem of this type. */
            title: string;
            /**
             * @description The HTTP status code.
             * @example 404
             */
            status: number;
            /** @description What went wrong this time, and what to do. */
            detail: string;
            /** @description The path of the request. */
            instance: string;
            /** @description Each invalid field of the input. */
            errors?: {
                /**
                 * @description A JSON Pointer (RFC 6901) into the body, or `/query/<name>`, `/header/<name>` for a parameter.
                 * @example /title
                 */
                pointer: string;
                detail: string;
            }[];
        };
        Check: {
            name: string;
            ok: boolean;
            /** @description What was seen, and what to do when the check fails. */
            detail: string;
        };
        /**
         * @example {
         *       "id": "019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000",
         *       "title": "Front row",
         *       "price": 2000,
         *       "currency": "usd",
         *       "venue": "Opera",
         *       "startsAt": "2026-12-31T19:00:00.000Z",
         *       "seat": "7",
         *       "sellerId": "ann",
         *       "status": "available",
         *       "orderId": null,
         *       "version": 0,
         *       "createdAt": "2026-11-22T10:00:00.000Z",
         *       "updatedAt": "2026-11-22T10:00:00.000Z"
         *     }
         */
        Ticket: {
            /** Format: uuid */
            id: string;
            title: string;
            price: number;
            currency: string;
            venue: string | null;
            /** Format: date-time */
            startsAt: string | null;
            seat: string | null;
            sellerId: string;
            /** @enum {string} */
            status: "available" | "reserved" | "sold" | "withdrawn";
            /** Format: uuid */
            orderId: string | null;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        TicketInput: {
            /** @example Front row */
            title: string;
            /**
             * @description In minor units of the currency.
             * @example 2000
             */
            price: number;
            /** @example usd */
            currency?: string;
            /** @example Opera */
            venue?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-31T20:00:00+01:00
             */
            startsAt?: string | null;
            /** @example 7 */
            seat?: string | null;
        };
        TicketVersion: {
            version: number;
            /**
             * @example ticket:updated
             * @enum {string}
             */
            type: "ticket:created" | "ticket:updated" | "ticket:withdrawn";
            /** Format: date-time */
            time: string;
            /**
             * @description The id of the entry in the stream `tickets` that announced the version.
             * @example 1732300000000-0
             */
            entryId: string;
            /** @description The fields that changed; null where the version before is no longer in the stream. */
            changes: {
                title?: {
                    from: string | null;
                    to: string | null;
                };
                price?: {
                    from: number | null;
                    to: number | null;
                };
                currency?: {
                    from: string | null;
                    to: string | null;
                };
                venue?: {
                    from: string | null;
                    to: string | null;
                };
                startsAt?: {
                    /** Format: date-time */
                    from: string | null;
                    /** Format: date-time */
                    to: string | null;
                };
                seat?: {
                    from: string | null;
                    to: string | null;
                };
                status?: {
                    /** @enum {string|null} */
                    from: "available" | "reserved" | "sold" | "withdrawn" | null;
                    /** @enum {string|null} */
                    to: "available" | "reserved" | "sold" | "withdrawn" | null;
                };
                orderId?: {
                    /** Format: uuid */
                    from: string | null;
                    /** Format: uuid */
                    to: string | null;
                };
            } | null;
        };
        TicketEdit: {
            /** @example Front row */
            title?: string;
            /**
             * @description In minor units of the currency.
             * @example 2000
             */
            price?: number;
            /** @example usd */
            currency?: string;
            /** @example Opera */
            venue?: string | null;
            /**
             * Format: date-time
             * @example 2026-12-31T20:00:00+01:00
             */
            startsAt?: string | null;
            /** @example 7 */
            seat?: string | null;
        };
        /**
         * @example {
         *       "id": "019a2f3d-0c5e-7a01-9b2c-4d5e6f708000",
         *       "status": "created",
         *       "reason": null,
         *       "buyerId": "bob",
         *       "ticket": {
         *         "id": "019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000",
         *         "title": "Front row",
         *         "price": 2000,
         *         "currency": "usd",
         *         "version": 0
         *       },
         *       "expiresAt": "2026-11-22T10:16:00.000Z",
         *       "refundDue": false,
         *       "paymentReference": null,
         *       "refunds": [],
         *       "version": 0,
         *       "createdAt": "2026-11-22T10:01:00.000Z",
         *       "updatedAt": "2026-11-22T10:01:00.000Z"
         *     }
         */
        Order: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "created" | "complete" | "cancelled";
            /** @enum {string|null} */
            reason: "buyer" | "expired" | "ticket-withdrawn" | null;
            buyerId: string;
            ticket: {
                /** Format: uuid */
                id: string;
                title: string;
                price: number;
                currency: string;
                version: number;
            };
            /** Format: date-time */
            expiresAt: string;
            refundDue: boolean;
            paymentReference: string | null;
            refunds: string[];
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        OrderInput: {
            /**
             * Format: uuid
             * @example 019a2f3c-5d1e-7b42-8c3d-9e0f1a2b3000
             */
            ticketId: string;
            /**
             * @description The price that you saw; another one is refused.
             * @example 2000
             */
            price?: number;
            /**
             * @description The version of the ticket that you saw.
             * @example 0
             */
            ticketVersion?: number;
        };
        Replica: {
            title: string;
            price: number;
            currency: string;
            sellerId: string;
            /** @enum {string} */
            status: "available" | "reserved" | "sold" | "withdrawn";
            version: number;
            /** Format: uuid */
            ticketId: string;
            /** @description Whether an order has the ticket. */
            held: boolean;
        };
        Trace: {
            /** Format: uuid */
            ticketId: string;
            lines: components["schemas"]["TraceLine"][];
        };
        TraceLine: {
            /**
             * @description The stream, called as the module that writes it.
             * @example tickets
             */
            stream: string;
            /** @description The first version that there ever was. */
            first: number;
            /** @description The version at which that module stands; null when it has none. */
            version: number | null;
            groups: {
                /**
                 * @description The consumer group.
                 * @example orders
                 */
                group: string;
                /** @description The version that the group has applied last; null when it has none. */
                version: number | null;
            }[];
            /** @description Whether there are older entries, which are left out. */
            truncated: boolean;
            /** @description The versions that were announced, and whose entries are gone. */
            lost: number[];
            /** @description In the order in which they were written. */
            entries: components["schemas"]["TraceEntry"][];
        };
        TraceEntry: {
            /** @example 1732300000000-0 */
            entryId: string;
            /** @example ticket:updated */
            type: string;
            /**
             * @description A change follows the one before it; a snapshot tells the whole state at its version; a request asks for one.
             * @enum {string}
             */
            kind: "change" | "snapshot" | "request";
            /** @description Its place among the entries about the ticket in its stream. */
            sequence: number;
            /** Format: date-time */
            time: string;
            /** @description What the version changed in the ticket; null where that is not known, and for all else. */
            changes: {
                title?: {
                    from: string | null;
                    to: string | null;
                };
                price?: {
                    from: number | null;
                    to: number | null;
                };
                currency?: {
                    from: string | null;
                    to: string | null;
                };
                venue?: {
                    from: string | null;
                    to: string | null;
                };
                startsAt?: {
                    /** Format: date-time */
                    from: string | null;
                    /** Format: date-time */
                    to: string | null;
                };
                seat?: {
                    from: string | null;
                    to: string | null;
                };
                status?: {
                    /** @enum {string|null} */
                    from: "available" | "reserved" | "sold" | "withdrawn" | null;
                    /** @enum {string|null} */
                    to: "available" | "reserved" | "sold" | "withdrawn" | null;
                };
                orderId?: {
                    /** Format: uuid */
                    from: string | null;
                    /** Format: uuid */
                    to: string | null;
                };
            } | null;
            /** @description The ticket as the entry tells it; null for the entries of the orders. */
            ticket: {
                title: string;
                price: number;
                currency: string;
                /** @enum {string} */
                status: "available" | "reserved" | "sold" | "withdrawn";
                /** Format: uuid */
                orderId: string | null;
            } | null;
            /** @description The order that the entry tells of; null for all else. */
            order: {
                /** Format: uuid */
                id: string;
                version: number;
                /** @enum {string} */
                status: "created" | "complete" | "cancelled";
                /** @enum {string|null} */
                reason: "buyer" | "expired" | "ticket-withdrawn" | null;
                price: number;
                currency: string;
                /** @description The version of the ticket that it was made at. */
                ticketVersion: number;
            } | null;
            /** @description Of a request: the version that waits for one that does not come. */
            waiting: number | null;
            deliveries: ({
                /**
                 * @description The consumer group.
                 * @example orders
                 */
                group: string;
                /** @enum {string} */
                state: "applied";
            } | {
                /**
                 * @description The consumer group.
                 * @example orders
                 */
                group: string;
                /** @enum {string} */
                state: "undelivered";
            } | {
                /**
                 * @description The consumer group.
                 * @example orders
                 */
                group: string;
                /** @enum {string} */
                state: "pending";
                /** @description How often it was given to a consumer. */
                deliveries: number;
                /** @description Since when it was given to none. */
                idleMs: number;
                /** @description The versions that it waits for and that no entry brings; none when it is its turn, or waits for entries that wait themselves. */
                missing: {
                    from: number;
                    to: number;
                }[];
            } | {
                /**
                 * @description The consumer group.
                 * @example orders
                 */
                group: string;
                /** @enum {string} */
                state: "dead";
                /** @description Its id; null when it was discarded, and without the scope `admin`. */
                deadLetter: string | null;
                /** @description Null without the scope `admin`. */
                error: string | null;
                attempts: number | null;
            })[];
        };
        DeadLetter: {
            /**
             * @description Names the dead letter: its group, its partition and its id among the dead letters there.
             * @example orders-0-1732300000000-0
             */
            id: string;
            /**
             * @description The consumer group that failed.
             * @example orders
             */
            group: string;
            /**
             * @description The stream that the entry stood in.
             * @example tickets
             */
            stream: string;
            partition: number;
            /** @description Its id in that stream; null when the dead letter itself is damaged. */
            entryId: string | null;
            /** @example ticket:updated */
            type: string | null;
            /** @description The ticket that it is about. */
            subject: string | null;
            /** @description Its place among the entries about its subject. */
            sequence: number | null;
            /** @description Why it could not be applied. */
            error: string;
            attempts: number;
            /** Format: date-time */
            failedAt: string | null;
            /** @description How many entries about the same subject wait in the process that answers; others may hold more. */
            waiting: number;
            /** @description The data of the entry; as text, when they are not JSON. */
            data: string | number | boolean | unknown[] | {
                [key: string]: unknown;
            } | null;
        };
        Replay: {
            /**
             * @description Names the dead letter: its group, its partition and its id among the dead letters there.
             * @example orders-0-1732300000000-0
             */
            id: string;
            /**
             * @description `duplicate`: it had been applied already, in another way.
             * @enum {string}
             */
            outcome: "applied" | "duplicate";
        };
        Streams: {
            /**
             * Format: date-time
             * @description When this was seen, by the clock of Redis.
             */
            time: string;
            /**
             * @description How long a bucket of time is.
             * @example 10
             */
            bucketSeconds: number;
            streams: {
                /** @example tickets */
                stream: string;
                partition: number;
                /** @description Entries that are left. */
                length: number;
                /** @description Entries that were ever added. */
                added: number;
                /**
                 * @description The oldest entry that is left.
                 * @example 1732300000000-0
                 */
                firstId: string | null;
                /** Format: date-time */
                firstAt: string | null;
                /**
                 * @description The newest entry that there ever was.
                 * @example 1732300000000-0
                 */
                lastId: string | null;
                /** Format: date-time */
                lastAt: string | null;
                /** @description Entries added in each bucket of time by all servers, oldest first; null where nobody looked. The last one is not over yet. */
                written: (number | null)[];
                groups: {
                    /** @example orders */
                    group: string;
                    exists: boolean;
                    /** @description Entries not read yet; null when Redis can not tell. */
                    lag: number | null;
                    /** @description Entries read and not acknowledged. */
                    pending: number;
                    oldestPending: {
                        /** @example 1732300000000-0 */
                        entryId: string;
                        /** @description Since it was written, in milliseconds. */
                        ageMs: number;
                        consumer: string;
                        /** @description How often it was given to a consumer. */
                        deliveries: number;
                    } | null;
                    /** @description The oldest of those that have been pending for longer than they should. */
                    stuck: {
                        /** @description The ticket that the entry is about. */
                        subject: string;
                        /** @description Its place among the entries about its subject. */
                        sequence: number;
                        /** @example 1732300000000-0 */
                        entryId: string;
                        /** @description Since it was written, in milliseconds. */
                        ageMs: number;
                    }[];
                    deadLetters: number;
                    /** @description Entries acknowledged, like `written`: applied, or moved to the dead letters. */
                    acknowledged: (number | null)[];
                    consumers: {
                        name: string;
                        pending: number;
                        /** @description Since it asked for entries, last; with a Redis older than 7.2, since it was last given some. */
                        idleMs: number;
                        /** @description Whether its process is connected to Redis. */
                        connected: boolean;
                        /** @description Whether it belongs to the process that answers. */
                        own: boolean;
                    }[];
                    /** @description What this process has seen since it started. No other process knows. */
                    here: {
                        /** @description How many gaps snapshots have healed. */
                        healed: number;
                        /** @description How often the state of a ticket was asked for. */
                        asked: number;
                        /** @description How many tickets have entries that wait. */
                        waitingSubjects: number;
                        /** @description The first entry of each of those that have waited longest. */
                        waiting: {
                            /** @description The ticket that the entry is about. */
                            subject: string;
                            /** @description Its place among the entries about its subject. */
                            sequence: number;
                            /** @example 1732300000000-0 */
                            entryId: string;
                            /** @description Since it was written, in milliseconds. */
                            ageMs: number;
                            /** @description How many entries wait, with this first one. */
                            entries: number;
                            /** @description How often it has failed; 0 when it waits for an entry that does not come. */
                            failures: number;
                            /** @description Whether the state of the ticket was asked for. */
                            asked: boolean;
                        }[];
                    };
                }[];
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    isLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "live";
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready";
                        checks: components["schemas"]["Check"][];
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description It can not; `checks` says why (`/problems/not-ready`). */
            503: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /**
                         * @description Names the problem and never changes.
                         * @example /problems/not-ready
                         * @enum {string}
                         */
                        type?: "/problems/not-ready";
                        checks: components["schemas"]["Check"][];
                    };
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The text format of Prometheus. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    makeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example ann */
                    user: string;
                    /**
                     * @description Names, separated by spaces.
                     * @example admin
                     */
                    scope?: string;
                };
            };
        };
        responses: {
            /** @description A token for the header `Authorization: Bearer <token>`, valid for 12 h. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        token: string;
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). The body is not valid JSON (`/problems/invalid-json`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request" | "/problems/invalid-json";
                    };
                };
            };
            /** @description The body is too large (`/problems/body-too-large`). */
            413: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/body-too-large";
                    };
                };
            };
            /** @description The body has the wrong media type (`/problems/unsupported-media-type`). */
            415: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unsupported-media-type";
                    };
                };
            };
            /** @description The request was sent to another name (`/problems/misdirected-request`). */
            421: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/misdirected-request";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    playProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider was heard. */
            204: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The request was sent to another name (`/problems/misdirected-request`). */
            421: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/misdirected-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    listTickets: {
        parameters: {
            query?: {
                status?: "available" | "reserved" | "sold" | "withdrawn";
                /** @description A user id, or "me" for your own tickets. */
                seller?: string;
                /** @description How many items at most. */
                limit?: number;
                /** @description The next of the page before this one. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tickets. */
            200: {
                headers: {
                    /** @description The next page, where there is one: `<…>; rel="next"` (RFC 8288). */
                    Link?: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Ticket"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request, by a UUID for one, so that repeating it within 24 h is harmless: it gives the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketInput"];
            };
        };
        responses: {
            /** @description The new ticket. */
            201: {
                headers: {
                    /** @description Where the new record is. */
                    Location: string;
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description The request was done before; this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). The body is not valid JSON (`/problems/invalid-json`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request" | "/problems/invalid-json";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The body is too large (`/problems/body-too-large`). */
            413: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/body-too-large";
                    };
                };
            };
            /** @description The body has the wrong media type (`/problems/unsupported-media-type`). */
            415: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unsupported-media-type";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). The key was used for another request (`/problems/idempotency-key-reused`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input" | "/problems/idempotency-key-reused";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    getTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the record has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket. */
            200: {
                headers: {
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The ticket has the version that If-None-Match names. */
            304: {
                headers: {
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    withdrawTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Changes the record only if it has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.1). */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket is withdrawn. */
            204: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Only the seller may do this (`/problems/not-seller`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-seller";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The ticket is reserved (`/problems/ticket-reserved`). The ticket is sold (`/problems/ticket-sold`). */
            409: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/ticket-reserved" | "/problems/ticket-sold";
                    };
                };
            };
            /** @description The record has changed (`/problems/version-mismatch`). */
            412: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/version-mismatch";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    editTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Changes the record only if it has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.1). */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketEdit"];
            };
        };
        responses: {
            /** @description The ticket as it is now. */
            200: {
                headers: {
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). The body is not valid JSON (`/problems/invalid-json`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request" | "/problems/invalid-json";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Only the seller may do this (`/problems/not-seller`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-seller";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The ticket is reserved (`/problems/ticket-reserved`). The ticket is sold (`/problems/ticket-sold`). The ticket is withdrawn (`/problems/ticket-withdrawn`). */
            409: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/ticket-reserved" | "/problems/ticket-sold" | "/problems/ticket-withdrawn";
                    };
                };
            };
            /** @description The record has changed (`/problems/version-mismatch`). */
            412: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/version-mismatch";
                    };
                };
            };
            /** @description The body is too large (`/problems/body-too-large`). */
            413: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/body-too-large";
                    };
                };
            };
            /** @description The body has the wrong media type (`/problems/unsupported-media-type`). */
            415: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unsupported-media-type";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    getTicketHistory: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The next of the page before this one. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of versions. */
            200: {
                headers: {
                    /** @description The next page, where there is one: `<…>; rel="next"` (RFC 8288). */
                    Link?: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["TicketVersion"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    listOrders: {
        parameters: {
            query?: {
                status?: "created" | "complete" | "cancelled";
                /** @description How many items at most. */
                limit?: number;
                /** @description The next of the page before this one. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of your orders. */
            200: {
                headers: {
                    /** @description The next page, where there is one: `<…>; rel="next"` (RFC 8288). */
                    Link?: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Order"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    placeOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names the request, by a UUID for one, so that repeating it within 24 h is harmless: it gives the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrderInput"];
            };
        };
        responses: {
            /** @description The new order. */
            201: {
                headers: {
                    /** @description Where the new record is. */
                    Location: string;
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description The request was done before; this is the first answer again. */
                    "Idempotency-Replayed"?: "true";
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). The body is not valid JSON (`/problems/invalid-json`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request" | "/problems/invalid-json";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Nobody orders their own ticket (`/problems/own-ticket`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/own-ticket";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The ticket is reserved (`/problems/ticket-reserved`). The ticket is sold (`/problems/ticket-sold`). The ticket is withdrawn (`/problems/ticket-withdrawn`). The price has changed (`/problems/price-changed`). */
            409: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/ticket-reserved" | "/problems/ticket-sold" | "/problems/ticket-withdrawn" | "/problems/price-changed";
                    };
                };
            };
            /** @description The body is too large (`/problems/body-too-large`). */
            413: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/body-too-large";
                    };
                };
            };
            /** @description The body has the wrong media type (`/problems/unsupported-media-type`). */
            415: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unsupported-media-type";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). The key was used for another request (`/problems/idempotency-key-reused`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input" | "/problems/idempotency-key-reused";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). The copy is behind (`/problems/replica-behind`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown" | "/problems/replica-behind";
                    };
                };
            };
        };
    };
    getOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the record has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your order. */
            200: {
                headers: {
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The order has the version that If-None-Match names. */
            304: {
                headers: {
                    /** @description The version as a strong entity tag (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Changes the record only if it has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.1). */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order is cancelled. */
            204: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The order is complete (`/problems/order-complete`). */
            409: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/order-complete";
                    };
                };
            };
            /** @description The record has changed (`/problems/version-mismatch`). */
            412: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/version-mismatch";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    getReplica: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ticketId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The copy. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replica"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    receivePayment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example payment.succeeded */
                    type: string;
                    /**
                     * @description Of `payment.succeeded`: the order, your name for the payment, and what was paid, in minor units. Of another type whatever it has.
                     * @example {
                     *       "orderId": "019a2f3d-0c5e-7a01-9b2c-4d5e6f708000",
                     *       "reference": "pay_1",
                     *       "amount": 2000,
                     *       "currency": "usd"
                     *     }
                     */
                    data?: unknown;
                };
            };
        };
        responses: {
            /** @description Heard. */
            204: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). The body is not valid JSON (`/problems/invalid-json`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request" | "/problems/invalid-json";
                    };
                };
            };
            /** @description The signature is not valid (`/problems/invalid-signature`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-signature";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The body is too large (`/problems/body-too-large`). */
            413: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/body-too-large";
                    };
                };
            };
            /** @description The body has the wrong media type (`/problems/unsupported-media-type`). */
            415: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unsupported-media-type";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). The payment is not of the price (`/problems/wrong-amount`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input" | "/problems/wrong-amount";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    followEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `id` of the last event that was seen: tells again what came after it. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until one of the two sides ends it. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded";
                    };
                };
            };
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Answers 304 if the record has this version, such as `"3"`, or one of several (RFC 9110 section 13.1.2). */
                "If-None-Match"?: string;
            };
            path: {
                ticketId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trace. */
            200: {
                headers: {
                    /** @description A digest of the trace, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            /** @description The trace is the one that If-None-Match names. */
            304: {
                headers: {
                    /** @description A digest of the trace, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description How many items at most. */
                limit?: number;
                /** @description The next of the page before this one. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of dead letters, newest first. */
            200: {
                headers: {
                    /** @description The next page, where there is one: `<…>; rel="next"` (RFC 8288). */
                    Link?: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DeadLetter"][];
                        /** @description The cursor of the next page; null on the last one. */
                        next: string | null;
                    };
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The token does not allow this (`/problems/insufficient-scope`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/insufficient-scope";
                    };
                };
            };
            /** @description The input is invalid (`/problems/invalid-input`). */
            422: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/invalid-input";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Names the dead letter: its group, its partition and its id among the dead letters there. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry is applied, and no dead letter any more. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The token does not allow this (`/problems/insufficient-scope`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/insufficient-scope";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Entries before it are missing (`/problems/replay-early`). The entry can still not be applied (`/problems/replay-failed`). */
            409: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/replay-early" | "/problems/replay-failed";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    discardDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Names the dead letter: its group, its partition and its id among the dead letters there. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter is gone. */
            204: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The token does not allow this (`/problems/insufficient-scope`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/insufficient-scope";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). The server is busy (`/problems/overloaded`). The outcome is not known (`/problems/outcome-unknown`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable" | "/problems/overloaded" | "/problems/outcome-unknown";
                    };
                };
            };
        };
    };
    inspectStreams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How they stand now. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Streams"];
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description A valid token is needed (`/problems/unauthenticated`). */
            401: {
                headers: {
                    /** @description How to prove who one is (RFC 9110 section 11.6.1). */
                    "WWW-Authenticate": string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unauthenticated";
                    };
                };
            };
            /** @description The token does not allow this (`/problems/insufficient-scope`). */
            403: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/insufficient-scope";
                    };
                };
            };
            /** @description Too many requests (`/problems/too-many-requests`). */
            429: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/too-many-requests";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
            /** @description The server cannot answer now (`/problems/unavailable`). */
            503: {
                headers: {
                    /** @description After how many seconds to try again (RFC 9110 section 10.2.3). */
                    "Retry-After": number;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    /** @description How many requests are left, and for how many seconds; where they are counted. */
                    RateLimit?: string;
                    /** @description How many requests are granted, and in how many seconds; where they are counted. */
                    "RateLimit-Policy"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/unavailable";
                    };
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The HTTP contract, OpenAPI 3.1. */
            200: {
                headers: {
                    /** @description A digest of the document, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The document has not changed. */
            304: {
                headers: {
                    /** @description A digest of the document, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The published language of the modules, AsyncAPI 3.0. */
            200: {
                headers: {
                    /** @description A digest of the document, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The document has not changed. */
            304: {
                headers: {
                    /** @description A digest of the document, for If-None-Match (RFC 9110 section 8.8.3). */
                    ETag: string;
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    getReference: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
    getReferenceFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description The request is malformed (`/problems/bad-request`). */
            400: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/bad-request";
                    };
                };
            };
            /** @description Nothing is here (`/problems/not-found`). */
            404: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/not-found";
                    };
                };
            };
            /** @description The server failed (`/problems/internal`). */
            500: {
                headers: {
                    /** @description Names the request in the log. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {string} */
                        type?: "/problems/internal";
                    };
                };
            };
        };
    };
}
