import { describe, expect, test } from 'vitest';
import { moduleAccountAddress } from '../../../src/chain/module-accounts.ts';
import { TransferActorOwnershipRequestSchema } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { account } from './network.ts';
import { named, Story } from './story.ts';
import { actors } from './workbench.ts';

describe('owners that are no persons', () => {
  const [toStaking, toEcosystem, handedOn, plain] = actors('inferer', 4).map(({ address }) => address) as [
    string,
    string,
    string,
    string,
  ];
  const treasurer = account('treasurer');
  const owners = new Map([
    [toStaking, moduleAccountAddress('allorastaking')],
    [toEcosystem, moduleAccountAddress('ecosystem')],
    [plain, treasurer],
  ]);
  const story = new Story({
    inferers: 4,
    forecasters: 0,
    stakes: [40_000n],
    ownerOf: ({ address }) => owners.get(address) ?? address,
  });
  const { chain } = story;
  const paid = (emitted: ReturnType<Story['block']>) =>
    named(emitted, 'RewardsSettled').flatMap(({ addresses }) => addresses as string[]);

  test('the blocked account of a module gets nothing, the others do', () => {
    const blocks = story.reward(3);
    for (const { emitted } of blocks) expect(paid(emitted)).toEqual(expect.arrayContaining([plain, toEcosystem]));
    for (const { emitted } of blocks) expect(paid(emitted)).not.toContain(toStaking);
    expect(chain.balance(treasurer)).toBeGreaterThan(0n);
    expect(chain.log.join('\n')).toContain(
      `${toStaking} is not paid: ${owners.get(toStaking)} is not allowed to receive`,
    );
    expect(chain.app.brokenInvariants(chain.height)).toEqual([]);
  });

  test('nor does one to which a node was handed on', () => {
    const worker = story.inferers.find(({ address }) => address === handedOn)!;
    chain.add(worker, TransferActorOwnershipRequestSchema, {
      sender: handedOn,
      newOwner: moduleAccountAddress('allorarewards'),
      isReputer: false,
    });
    story.block();
    const [{ emitted }] = story.reward(1) as [ReturnType<Story['reward']>[0]];
    expect(paid(emitted)).not.toContain(handedOn);
    expect(paid(emitted)).toContain(plain);
    expect(chain.app.brokenInvariants(chain.height)).toEqual([]);
  });
});
