import { errors, type JWTPayload } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTokenReader } from '../../src/http/tokens.js';

const payload: JWTPayload = { sub: 'ann', exp: 2000 };

function reader(verifyJwt: (token: string) => Promise<JWTPayload>) {
  let clock = 1_000_000;
  let verifications = 0;
  const read = createTokenReader({
    verifyJwt: (token) => {
      verifications += 1;
      return verifyJwt(token);
    },
    claims: {},
    now: () => clock,
  });
  const setClock = (ms: number) => {
    clock = ms;
  };
  return { read, verifications: () => verifications, setClock };
}

describe('createTokenReader', () => {
  it('verifies a token once, and again when it has expired', async () => {
    const { read, verifications, setClock } = reader(async () => payload);

    for (let n = 0; n < 5; n += 1) expect((await read('a.b.c'))?.id).toBe('ann');
    expect(verifications()).toBe(1);

    setClock(2_000_000);
    await read('a.b.c');
    expect(verifications()).toBe(2);
  });

  it('keeps tokens apart', async () => {
    const { read } = reader(async (token) => ({ ...payload, sub: token }));

    expect((await read('one'))?.id).toBe('one');
    expect((await read('two'))?.id).toBe('two');
    expect((await read('one'))?.id).toBe('one');
  });

  it('does not remember a token that failed', async () => {
    let good = false;
    const { read, verifications } = reader(() =>
      good ? Promise.resolve(payload) : Promise.reject(new errors.JWSSignatureVerificationFailed()),
    );

    expect(await read('a.b.c')).toBeUndefined();
    good = true;
    expect((await read('a.b.c'))?.id).toBe('ann');
    expect(verifications()).toBe(2);
  });

  it('passes on what is not the fault of the token', async () => {
    const { read } = reader(() => Promise.reject(new TypeError('no such key')));

    await expect(read('a.b.c')).rejects.toThrow('no such key');
  });
});
