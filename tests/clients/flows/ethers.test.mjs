// The classic flow with ethers 6, for a Deed contract and for its Solidity twin.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ContractFactory, JsonRpcProvider, NonceManager, Wallet, WebSocketProvider } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

let node;
let provider;
before(async () => {
  node = await startNode();
  provider = new JsonRpcProvider(node.url, undefined, { polling: true, pollingInterval: 50, cacheTimeout: -1 });
});
after(async () => {
  provider.destroy();
  await node.stop();
});

/** Resolves with who changed the value, once it is changed to this one. */
function hear(box, wanted) {
  return new Promise((resolve) => box.on('Changed', (who, value) => value === wanted && resolve(who)));
}

const sources = {
  'contracts/simple_storage.deed': () => compileDeed('simple_storage.deed', 'SimpleStorage'),
  'SimpleStorage.sol': () => compileSolidity('SimpleStorage.sol', 'SimpleStorage'),
};

for (const [source, compile] of Object.entries(sources)) {
  describe(`ethers with ${source}`, () => {
    let owner;
    let stranger;
    let box;
    before(async () => {
      const artifact = await compile();
      owner = new NonceManager(new Wallet(devKeys[0], provider));
      stranger = new NonceManager(new Wallet(devKeys[1], provider));
      box = await new ContractFactory(artifact.abi, artifact.bytecode, owner).deploy();
      await box.waitForDeployment();
    });

    test('deploys with a key held here', async () => {
      assert.equal(await box.owner(), await owner.getAddress());
      assert.notEqual(await provider.getCode(await box.getAddress()), '0x');
    });

    test('stores a value, waits for the receipt, reads it back', async () => {
      const receipt = await (await box.set(42n)).wait();

      assert.equal(receipt.status, 1);
      assert.equal(await box.value(), 42n);
      const [event] = await box.queryFilter(box.filters.Changed(), receipt.blockNumber);
      assert.equal(event.args.who, await owner.getAddress());
      assert.equal(event.args.value, 42n);
      assert.equal(event.transactionHash, receipt.hash);
    });

    test('hears the event over HTTP', async () => {
      const heard = hear(box, 43n);
      // The filter must be in place before the event happens.
      await new Promise((resolve) => setTimeout(resolve, 200));

      await (await box.set(43n)).wait();

      assert.equal(await heard, await owner.getAddress());
      await box.removeAllListeners();
    });

    test('hears the event over WebSocket', async () => {
      const socket = new WebSocketProvider(node.socketUrl);
      const heard = hear(box.connect(socket), 44n);
      await socket.send('eth_blockNumber', []);
      await new Promise((resolve) => setTimeout(resolve, 200));

      await (await box.set(44n)).wait();

      assert.equal(await heard, await owner.getAddress());
      await socket.destroy();
    });

    test('decodes the error that refuses a stranger', async () => {
      const refused = box.connect(stranger);
      const strangerAddress = await stranger.getAddress();

      await assert.rejects(refused.set.staticCall(1n), (error) => {
        assert.equal(error.code, 'CALL_EXCEPTION');
        assert.equal(error.revert.name, 'Unauthorized');
        return true;
      });
      await assert.rejects(refused.set(1n), (error) => {
        const revert = box.interface.parseError(error.data);
        assert.equal(revert.name, 'Unauthorized');
        assert.equal(revert.args[0], strangerAddress);
        return true;
      });
      assert.equal(await box.value(), 44n);
    });
  });
}

test('ethers sends what it asks at once in one batch', async () => {
  const batching = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, batchMaxCount: 50 });

  const balances = await Promise.all(
    devKeys.map((key) => batching.getBalance(new Wallet(key).address)).concat([batching.getBlockNumber()]),
  );

  assert.equal(balances[2], 10_000n * 10n ** 18n);
  assert.ok(balances[3] > 0);
  batching.destroy();
});

test('ethers transfers ether', async () => {
  const sender = new Wallet(devKeys[2], provider);
  const to = Wallet.createRandom().address;

  const receipt = await (await sender.sendTransaction({ to, value: 5n })).wait();

  assert.equal(receipt.gasUsed, 21_000n);
  assert.equal(await provider.getBalance(to), 5n);
});
