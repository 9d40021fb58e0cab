import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, type Sandbox } from '../e2e/allo.ts';
import {
  addressesOf,
  answers,
  chainOf,
  engineSandbox,
  inDocker,
  processesOf,
  rpcsOf,
  statusOf,
  until,
} from './engines.ts';
import { nodeInfoOverGrpc } from './grpc.ts';
import { rounds, seeded } from './rounds.ts';
import { tell } from './told.ts';

/** What both engines of validators promise, as a user sees it. */
export function engineTests(engine: 'cometbft' | 'docker'): void {
  let box: Sandbox;
  beforeAll(async () => {
    box = await engineSandbox();
  });
  afterAll(async () => {
    await box.allo('devnet', 'prune');
    await box.close();
  });

  const homes = (): string[] => {
    const path = join(box.env.ALLO_HOME as string, 'devnets');
    return existsSync(path) ? readdirSync(path) : [];
  };
  const left = async (): Promise<string[]> => [
    ...processesOf(box.directory),
    ...(await inDocker(box.directory)),
    ...homes(),
  ];
  const up = (name: string, ...more: string[]) => box.json('devnet', 'up', '--engine', engine, '--name', name, ...more);

  describe(`a devnet of the ${engine} engine`, () => {
    const name = 'four';

    it('comes up with every validator at its first block', async () => {
      await up(name, '--validators', '4');
      const status = await statusOf(box, name);
      expect(status.engine).toBe(engine);
      expect(status.validators.map(({ moniker, power }) => [moniker, power])).toEqual(
        [0, 1, 2, 3].map((i) => [`validator-${i}`, 100]),
      );
      for (const { height } of status.validators) expect(height).toBeGreaterThan(0);
      expect(rpcsOf(box, name)).toHaveLength(4);
      const { devnets } = await box.json<{ devnets: { name: string; engine: string }[] }>('devnet', 'list');
      expect(devnets).toMatchObject([{ name, engine }]);
    });

    it('sends from its faucet, waits for blocks and for epochs', async () => {
      const sent = await box.json<{ height: number }>('devnet', 'faucet', 'bob', '--amount', '3allo', '--name', name);
      const advanced = await box.json<{ blocks: number; height: number }>(
        ...['devnet', 'advance', '--blocks', '5', '--name', name],
      );
      expect(advanced.blocks).toBeGreaterThanOrEqual(5);
      expect(advanced.height).toBeGreaterThanOrEqual(sent.height + 5);
      const { topicId } = await box.json<{ topicId: string }>('topic', 'create', '--metadata', 'x', '--name', name);
      const later = await box.json<{ height: number }>(
        ...['devnet', 'advance', '--epochs', '1', '--topic', topicId, '--name', name],
      );
      expect(later.height).toBeGreaterThan(advanced.height);
    });

    it('serves gRPC and REST on every validator', async () => {
      const { grpcs, rests } = addressesOf(box, name);
      const { endpoints, validators } = await statusOf(box, name);
      expect([endpoints.grpc, endpoints.rest]).toEqual([grpcs[0], rests[0]]);
      for (const [i, { moniker }] of validators.entries()) {
        expect((await nodeInfoOverGrpc(grpcs[i] ?? '')).defaultNodeInfo).toMatchObject({
          moniker,
          network: 'localnet',
        });
        const rest = await fetch(`${rests[i]}/cosmos/base/tendermint/v1beta1/node_info`);
        expect(await rest.json()).toMatchObject({ default_node_info: { moniker } });
        const block = await fetch(`${rests[i]}/cosmos/base/tendermint/v1beta1/blocks/2`);
        expect(await block.json()).toMatchObject({
          sdk_block: { header: { height: '2' }, last_commit: { height: '1' } },
        });
        const set = await fetch(`${rests[i]}/cosmos/base/tendermint/v1beta1/validatorsets/2`);
        expect(await set.json()).toMatchObject({ block_height: '2', pagination: { total: '4' } });
        const found = await fetch(
          `${rests[i]}/cosmos/tx/v1beta1/txs?query=message.action%3D%27%2Femissions.v10.CreateNewTopicRequest%27`,
        );
        const { tx_responses: txs } = (await found.json()) as { tx_responses: { txhash: string; code: number }[] };
        expect(txs).toMatchObject([{ code: 0 }]);
        const one = await fetch(`${rests[i]}/cosmos/tx/v1beta1/txs/${txs[0]?.txhash}`);
        expect(await one.json()).toMatchObject({ tx_response: txs[0] });
      }
      const missing = await fetch(`${rests[0]}/cosmos/tx/v1beta1/txs/${'AB'.repeat(32)}`);
      expect([missing.status, await missing.json()]).toMatchObject([
        404,
        { message: `tx not found: ${'AB'.repeat(32)}` },
      ]);
      const later = await fetch(`${rests[0]}/cosmos/base/tendermint/v1beta1/blocks/999999`);
      expect(later.status).toBe(400);
    });

    it('serves the consumer API and the faucet, once for all', async () => {
      const { endpoints, accounts } = await statusOf(box, name);
      const body = new URLSearchParams({ chain: 'localnet', address: accounts[1]?.address ?? '' });
      const gift = await fetch(`${endpoints.faucet}/api/request`, { method: 'POST', body });
      expect(await gift.json()).toMatchObject({ status: true, data: { height: expect.any(Number) } });
      const topics = await fetch(`${endpoints.consumer}/v2/allora/allora-mainnet-1/topics`);
      expect(await topics.json()).toMatchObject({ data: { topics: [{ topic_id: 1, topic_name: 'x' }] } });
    });

    it.each([
      [['devnet', 'advance', '--time', '1h']],
      [['devnet', 'rewind', '--height', '1']],
      [['devnet', 'up', '--engine', engine, '--name', 'other', '--block-time', 'manual']],
    ])('refuses what only the embedded engine can do: %j', async (command) => {
      const named = command.includes('--name') ? command : [...command, '--name', name];
      const { code, stdout } = await box.allo(...named, '--json');
      expect(code).toBe(2);
      expect(JSON.parse(stdout).error.code).toBe('ALLO2010');
    });

    it('shows the logs of its validators', async () => {
      const { stdout } = await box.allo('devnet', 'logs', '2', '--lines', '400', '--json', '--name', name);
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.some(({ fields }) => fields.part === 'cometbft')).toBe(true);
      expect((await box.allo('devnet', 'logs', 'nobody', '--name', name)).code).toBe(4);
    });

    it('goes on after it was stopped, and was never two chains', async () => {
      const before = await statusOf(box, name);
      await box.json('devnet', 'down', '--name', name);
      expect(processesOf(box.directory)).toEqual([]);
      expect(await inDocker(box.directory)).toEqual([]);
      await up(name);
      await box.json('devnet', 'advance', '--blocks', '3', '--name', name);
      const { height } = await statusOf(box, name);
      expect(height).toBeGreaterThan(before.height);
      const chains = await Promise.all(rpcsOf(box, name).map((url) => chainOf(url, 1, before.height)));
      for (const chain of chains) expect(chain).toEqual(chains[0]);
      expect(chains[0]).toHaveLength(before.height);
    });

    it('leaves nothing when it is purged', async () => {
      const rpcs = rpcsOf(box, name);
      await box.json('devnet', 'down', '--purge', '--name', name);
      expect(await left()).toEqual([]);
      for (const rpc of rpcs) expect(await answers(rpc)).toBe(false);
    });

    it('leaves nothing however often it comes and goes', async () => {
      for (let round = 0; round < rounds(2, 10); round += 1) {
        await up('cycle', '--validators', '2');
        await box.json('devnet', 'down', '--purge', '--name', 'cycle');
        expect(await left()).toEqual([]);
      }
    });

    it('leaves nothing where the start is interrupted', async () => {
      const random = seeded(11);
      for (let round = 0; round < rounds(2, 10); round += 1) {
        const child = spawn(
          process.execPath,
          [join(root, 'bin', 'run.js'), 'devnet', 'up', '--engine', engine, '--name', 'cut'],
          { env: box.env, stdio: 'ignore' },
        );
        await until(() => homes().includes('cut') || child.exitCode !== null);
        await pause(random() * 2_500);
        const hard = round % 2 === 1;
        child.kill(hard ? 'SIGKILL' : 'SIGINT');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        // One that had come up by then is a devnet like any other; one that still starts without its starter is ended.
        await box.allo('devnet', 'down', '--purge', '--name', 'cut');
        await box.json('devnet', 'prune');
        await until(async () => (await left()).length === 0);
      }
    });

    it('clears away by itself what never came up, where only its starter was killed', async () => {
      const args = ['devnet', 'up', '--engine', engine, '--name', 'alone'];
      const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], { env: box.env, stdio: 'ignore' });
      const home = join(box.env.ALLO_HOME as string, 'devnets', 'alone');
      // The validators' homes are laid just before they start, and are at their first block a second later.
      await until(() => existsSync(join(home, 'data', 'validator-0')));
      child.kill('SIGKILL');
      await until(async () => (await left()).length === 0);
      expect((await box.json<{ pruned: unknown[] }>('devnet', 'prune')).pruned).toEqual([]);
    });

    it('leaves nothing to prune a second time where what drives it was killed', async () => {
      await up('killed', '--validators', '2');
      const { pid } = await statusOf(box, 'killed');
      process.kill(pid, 'SIGKILL');
      await until(async () => !existsSync(`/proc/${pid}`));
      const { pruned } = await box.json<{ pruned: { name: string }[] }>('devnet', 'prune');
      expect(pruned.map((one) => one.name)).toEqual(['killed']);
      expect(processesOf(box.directory)).toEqual([]);
      expect(await inDocker(box.directory)).toEqual([]);
      expect((await box.json<{ pruned: unknown[] }>('devnet', 'prune')).pruned).toEqual([]);
      // Its chain is whole.
      await up('killed');
      await box.json('devnet', 'down', '--purge', '--name', 'killed');
      expect(await left()).toEqual([]);
    });
  });

  describe(`the quickstart on the ${engine} engine`, () => {
    it('gives the numbers of the embedded one, to the digit', async () => {
      const [reference, told] = [await tell(box, 'reference', 'embedded', 44), await tell(box, 'told', engine, 44)];
      expect(told.result.rows).toEqual(reference.result.rows);
      expect(told.epochs).toHaveLength(24);
      expect(told.epochs).toEqual(reference.epochs);
      const lengths = told.result.epochs.slice(1).map(({ nonce }, i) => nonce - (told.result.epochs[i]?.nonce ?? 0));
      expect(new Set(lengths)).toEqual(new Set([12]));
      const record = join(box.directory, 'told.record');
      const written = await box.json<{ height: number }>(
        ...['devnet', 'export', '--format', 'record', '--output', record, '--name', 'told'],
      );
      // The embedded application makes the same of every block.
      const replayed = await box.json<{ to: number; blocks: number }>('devnet', 'replay', record);
      expect(replayed).toMatchObject({ to: written.height, blocks: written.height });
      await box.json('devnet', 'down', '--all', '--purge');
      expect(await left()).toEqual([]);
    });
  });
}
