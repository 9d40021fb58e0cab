import { describe, expect, test } from 'vitest';
import { SignMode } from '../../../src/wire/gen/cosmos/tx/signing/v1beta1/signing_pb.ts';
import { Service } from '../../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { authInfo, txBody, txRaw } from '../../../src/wire/index.ts';
import { alice, BALANCE, bob, query, rawQuery, send, signed, startChain } from './harness.ts';

/** What clients simulate: no fee, no gas limit, one empty signature. */
function unsigned(amount: bigint, sequence = 0n): Uint8Array {
  const signers = [{ publicKey: alice.publicKey, sequence, mode: SignMode.UNSPECIFIED }];
  return txRaw({
    bodyBytes: txBody({ messages: [send(alice, bob.address, amount)] }),
    authInfoBytes: authInfo({ signers, fee: { amount: [], gasLimit: 0n } }),
    signatures: [new Uint8Array(0)],
  });
}

describe('simulation', () => {
  test('says the gas that the signed transaction then uses, and changes nothing', () => {
    const chain = startChain();
    const before = chain.block().appHash;
    const { gasInfo, result } = query(chain, Service.method.simulate, { txBytes: unsigned(5n) });
    expect(result!.events.map(({ type }) => type)).toContain('transfer');
    expect(result!.msgResponses).toHaveLength(1);
    expect(chain.block().appHash).toEqual(before);
    const tx = signed(alice, 0n, [send(alice, bob.address, 5n)], { gas: gasInfo!.gasUsed + 1_000n });
    expect(chain.block(tx).txResults[0]).toMatchObject({ code: 0 });
  });

  test('sees what waits in the mempool', () => {
    const chain = startChain();
    chain.block();
    chain.app.checkTx(signed(alice, 0n, [send(alice, bob.address)]), false);
    expect(rawQuery(chain, Service.method.simulate, { txBytes: unsigned(5n) }).log).toMatch(/expected 1, got 0/);
    expect(rawQuery(chain, Service.method.simulate, { txBytes: unsigned(5n, 1n) }).code).toBe(0);
  });

  test('tells what would go wrong', () => {
    const chain = startChain();
    chain.block();
    expect(rawQuery(chain, Service.method.simulate, { txBytes: unsigned(BALANCE * 2n) })).toMatchObject({
      code: 18,
      log: expect.stringMatching(/^rpc error: code = Unknown desc = .*insufficient funds with gas used: '\d+'/),
    });
    expect(rawQuery(chain, Service.method.simulate, {}).log).toMatch(/empty txBytes is not allowed/);
    expect(rawQuery(chain, Service.method.simulate, { txBytes: Uint8Array.of(9) }).log).toMatch(/tx parse error/);
    expect(rawQuery(chain, Service.method.getTx, { hash: 'AB' }).log).toMatch(/code = Unimplemented/);
  });

  test('is there under the application path too, as JSON', () => {
    const chain = startChain();
    chain.block();
    const { code, value } = chain.app.query({ path: '/app/simulate', data: unsigned(1n), height: 0n, prove: false });
    expect(code).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({ gas_info: { gas_wanted: '0' } });
  });
});
