// The classic flow with viem 2, for a Deed contract and for its Solidity twin.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, http, webSocket } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { anvil } from 'viem/chains';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

let node;
let reader;
let writer;
const owner = privateKeyToAccount(devKeys[0]);
const stranger = privateKeyToAccount(devKeys[1]);
before(async () => {
  node = await startNode();
  // The chain is the well-known development chain: id 31337.
  reader = createPublicClient({ chain: anvil, transport: http(node.url), pollingInterval: 50, cacheTime: 0 });
  writer = createWalletClient({ chain: anvil, transport: http(node.url), account: owner });
});
after(() => node.stop());

const sources = {
  'contracts/simple_storage.deed': () => compileDeed('simple_storage.deed', 'SimpleStorage'),
  'SimpleStorage.sol': () => compileSolidity('SimpleStorage.sol', 'SimpleStorage'),
};

for (const [source, compile] of Object.entries(sources)) {
  describe(`viem with ${source}`, () => {
    let abi;
    let address;
    const read = (functionName) => reader.readContract({ abi, address, functionName });
    const set = async (value) => {
      const hash = await writer.writeContract({ abi, address, functionName: 'set', args: [value] });
      return reader.waitForTransactionReceipt({ hash });
    };
    before(async () => {
      const artifact = await compile();
      abi = artifact.abi;
      const hash = await writer.deployContract({ abi, bytecode: artifact.bytecode });
      const receipt = await reader.waitForTransactionReceipt({ hash });
      address = receipt.contractAddress;
    });

    test('deploys with a key held here', async () => {
      assert.equal((await read('owner')).toLowerCase(), owner.address.toLowerCase());
    });

    test('stores a value, waits for the receipt, reads it back', async () => {
      const receipt = await set(42n);

      assert.equal(receipt.status, 'success');
      assert.equal(await read('value'), 42n);
      const events = await reader.getContractEvents({ abi, address, eventName: 'Changed', fromBlock: receipt.blockNumber });
      assert.equal(events.length, 1);
      assert.equal(events[0].args.value, 42n);
    });

    test('hears the event over HTTP', async () => {
      const heard = new Promise((resolve) => {
        const stop = reader.watchContractEvent({
          abi,
          address,
          eventName: 'Changed',
          onLogs: (logs) => {
            stop();
            resolve(logs[0].args.value);
          },
        });
      });
      await new Promise((resolve) => setTimeout(resolve, 200));

      await set(43n);

      assert.equal(await heard, 43n);
    });

    test('hears the event over WebSocket', async () => {
      const socket = createPublicClient({ chain: anvil, transport: webSocket(node.socketUrl) });
      const heard = new Promise((resolve, reject) => {
        socket.watchContractEvent({
          abi,
          address,
          eventName: 'Changed',
          onLogs: (logs) => resolve(logs[0].args.value),
          onError: reject,
        });
      });
      await socket.getBlockNumber();
      await new Promise((resolve) => setTimeout(resolve, 200));

      await set(44n);

      assert.equal(await heard, 44n);
      (await socket.transport.getRpcClient()).close();
    });

    test('decodes the error that refuses a stranger', async () => {
      const attempt = reader.simulateContract({ abi, address, functionName: 'set', args: [1n], account: stranger });

      await assert.rejects(attempt, (error) => {
        assert.ok(error instanceof BaseError);
        const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
        assert.equal(revert?.data?.errorName, 'Unauthorized');
        assert.equal(revert.data.args[0], stranger.address);
        return true;
      });
    });
  });
}

test('viem reads fees and blocks', async () => {
  const fees = await reader.estimateFeesPerGas();
  const block = await reader.getBlock();
  const history = await reader.getFeeHistory({ blockCount: 2, rewardPercentiles: [50] });

  assert.ok(fees.maxFeePerGas > 0n);
  assert.ok(block.number > 0n);
  assert.ok(history.baseFeePerGas.length >= 2);
});
