// Controls of a development chain, as viem's test client and ethers send them, in the manner of anvil and of Hardhat.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { JsonRpcProvider, JsonRpcSigner } from 'ethers';
import { createPublicClient, createTestClient, createWalletClient, http, parseEther, toHex } from 'viem';
import { anvil } from 'viem/chains';
import { deed, startNode } from '../support/node.mjs';

const stranger = '0x00000000000000000000000000000000000000aa';
const receiver = '0x00000000000000000000000000000000000000bb';
const contract = '0x00000000000000000000000000000000000000cc';
// Returns the word in slot 0.
const code = '0x60005460005260206000f3';

for (const mode of ['anvil', 'hardhat']) {
  describe(`viem's test client in the manner of ${mode}`, () => {
    let node;
    let control;
    let reader;
    let writer;
    before(async () => {
      node = await startNode();
      const transport = http(node.url);
      control = createTestClient({ mode, chain: anvil, transport, cacheTime: 0 });
      reader = createPublicClient({ chain: anvil, transport, pollingInterval: 20, cacheTime: 0 });
      writer = createWalletClient({ chain: anvil, transport });
    });
    after(() => node.stop());

    test('sets balance, nonce, code and storage', async () => {
      await control.setBalance({ address: stranger, value: parseEther('2') });
      await control.setNonce({ address: stranger, nonce: 7 });
      await control.setCode({ address: contract, bytecode: code });
      await control.setStorageAt({ address: contract, index: 0, value: toHex(42, { size: 32 }) });

      assert.equal(await reader.getBalance({ address: stranger }), parseEther('2'));
      assert.equal(await reader.getTransactionCount({ address: stranger }), 7);
      assert.equal(await reader.getCode({ address: contract }), code);
      const { data } = await reader.call({ to: contract });
      assert.equal(BigInt(data), 42n);
    });

    test('sends as somebody whose key nobody has', async () => {
      await control.setBalance({ address: stranger, value: parseEther('2') });
      await control.impersonateAccount({ address: stranger });
      const hash = await writer.sendTransaction({ account: stranger, to: receiver, value: 5n });
      const receipt = await reader.waitForTransactionReceipt({ hash });
      await control.stopImpersonatingAccount({ address: stranger });

      assert.equal(receipt.from, stranger);
      assert.equal(await reader.getBalance({ address: receiver }), 5n);
      await assert.rejects(writer.sendTransaction({ account: stranger, to: receiver, value: 5n }), /unknown account/);
    });

    test('brings a snapshot back', async () => {
      const before = await reader.getBlockNumber();
      const id = await control.snapshot();
      await control.mine({ blocks: 3 });
      await control.setBalance({ address: receiver, value: 99n });
      assert.equal(await reader.getBlockNumber(), before + 3n);

      await control.revert({ id });

      assert.equal(await reader.getBlockNumber(), before);
      assert.notEqual(await reader.getBalance({ address: receiver }), 99n);
    });

    test('moves the time', async () => {
      const { timestamp } = await reader.getBlock();
      await control.increaseTime({ seconds: 3600 });
      await control.mine({ blocks: 1 });
      const later = (await reader.getBlock()).timestamp;
      assert.ok(later >= timestamp + 3600n);
      await control.setNextBlockTimestamp({ timestamp: later + 1000n });
      await control.mine({ blocks: 2, interval: 50 });
      assert.equal((await reader.getBlock()).timestamp, later + 1050n);
    });

    test('makes blocks only when asked', async () => {
      await control.setAutomine(false);
      assert.equal(await control.getAutomine(), false);
      const [account] = await writer.getAddresses();
      const before = await reader.getBlockNumber();
      const hash = await writer.sendTransaction({ account, to: receiver, value: 1n });
      assert.equal(await reader.getBlockNumber(), before);
      await control.mine({ blocks: 1 });
      assert.equal((await reader.getTransactionReceipt({ hash })).blockNumber, before + 1n);
      await control.setAutomine(true);
    });

    test('sets what the next block carries', async () => {
      await control.setNextBlockBaseFeePerGas({ baseFeePerGas: 7n });
      await control.setCoinbase({ address: receiver });
      await control.setBlockGasLimit({ gasLimit: 20_000_000n });
      await control.mine({ blocks: 1 });
      const block = await reader.getBlock();
      assert.equal(block.baseFeePerGas, 7n);
      assert.equal(block.gasLimit, 20_000_000n);
      assert.equal(block.miner, receiver);
    });

    test('starts anew', async () => {
      await control.reset();
      assert.equal(await reader.getBlockNumber(), 0n);
      assert.equal(await reader.getBalance({ address: receiver }), 0n);
    });
  });
}

test('ethers sends as an impersonated signer, and the chain still verifies', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'deed-dev-'));
  const node = await startNode({ directory });
  const provider = new JsonRpcProvider(node.url, undefined, { cacheTimeout: -1, polling: true, pollingInterval: 20 });
  await provider.send('hardhat_setBalance', [stranger, '0xde0b6b3a7640000']);
  await provider.send('hardhat_impersonateAccount', [stranger]);
  const signer = new JsonRpcSigner(provider, stranger);
  const id = await provider.send('evm_snapshot', []);
  await (await signer.sendTransaction({ to: receiver, value: 1n })).wait();
  assert.equal(await provider.send('evm_revert', [id]), true);
  const sent = await signer.sendTransaction({ to: receiver, value: 3n });
  await sent.wait();
  assert.equal(await provider.getBalance(receiver), 3n);
  assert.match(await provider.send('web3_clientVersion', []), /^anvil\//);
  provider.destroy();
  await node.stop();

  const { code: status, out } = await deed(['chain', 'verify', '--data', directory]);
  rmSync(directory, { recursive: true, force: true });
  assert.equal(status, 0, out);
  assert.match(out, /development chain, \d+ edits/);
});
