import { randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { createAdmin } from '../../src/admin/index.js';
import type { Log } from '../../src/bus/index.js';
import { createAuth } from '../../src/http/index.js';
import { appWith } from '../http/fixtures.js';
import { openBus, silent } from '../support/bus.js';
import { add, createLedger } from '../support/ledger.js';
import { useRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';

const redis = useRedis();

/** The admin calls alone, as the user "ann", and what they say in the log. */
async function open() {
  const ledger = createLedger(`ledger-${randomUUID()}`);
  const bus = openBus({ target: redis.target, subscriptions: [ledger.subscription()] });
  onTestFinished(bus.close);
  const said: unknown[] = [];
  const log: Log = { ...silent, info: (fields, message) => void said.push({ ...fields, message }) };
  const secret = randomBytes(32);
  const auth = createAuth({ config: { kind: 'secret', secret } });
  const app = appWith(createAdmin({ bus, auth, log }).routes);
  const jwt = new SignJWT({ scope: 'admin' }).setProtectedHeader({ alg: 'HS256' }).setSubject('ann');
  const token = await jwt.setExpirationTime('1h').sign(secret);
  return {
    said,
    async poison(): Promise<string> {
      await add(redis.connect(), ledger.stream, ['type', 'noise']);
      const first = async () => (await bus.deadLetters.list({ limit: 1 })).items[0]?.id;
      return waitFor(first, { what: 'a dead letter' });
    },
    call: (method: string, path: string) =>
      app.request(`/api/admin/dead-letters${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'X-Request-Id': 'request-1' },
      }),
  };
}

test('admin: a replay and a discard, the log says who did it to which, and what became of it', async () => {
  const { said, poison, call } = await open();
  const deadLetter = await poison();
  await call('POST', `/${deadLetter}/replay`);
  await call('DELETE', `/${deadLetter}`);
  await call('DELETE', `/${deadLetter}`);
  await call('POST', `/${deadLetter}/replay`);
  const who = { requestId: 'request-1', userId: 'ann', deadLetter };
  expect(said).toEqual([
    { ...who, outcome: 'replay-failed', message: 'the replay of a dead letter was asked for' },
    { ...who, outcome: 'discarded', message: 'the end of a dead letter was asked for' },
    { ...who, outcome: 'not-found', message: 'the end of a dead letter was asked for' },
    { ...who, outcome: 'not-found', message: 'the replay of a dead letter was asked for' },
  ]);
});

test('admin: a list, is no change and so nothing for the log', async () => {
  const { said, poison, call } = await open();
  await poison();
  expect((await call('GET', '')).status).toBe(200);
  expect(said).toEqual([]);
});
