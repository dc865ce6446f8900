// The classic flow with web3.js 4, for a Deed contract and for its Solidity twin.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Web3, WebSocketProvider } from 'web3';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

let node;
let web3;
let owner;
let stranger;
before(async () => {
  node = await startNode();
  web3 = new Web3(node.url);
  owner = web3.eth.accounts.wallet.add(devKeys[0])[0].address;
  stranger = web3.eth.accounts.wallet.add(devKeys[1])[1].address;
});
after(() => node.stop());

const sources = {
  'contracts/simple_storage.deed': () => compileDeed('simple_storage.deed', 'SimpleStorage'),
  'SimpleStorage.sol': () => compileSolidity('SimpleStorage.sol', 'SimpleStorage'),
};

for (const [source, compile] of Object.entries(sources)) {
  describe(`web3.js with ${source}`, () => {
    let artifact;
    let box;
    before(async () => {
      artifact = await compile();
      box = await new web3.eth.Contract(artifact.abi).deploy({ data: artifact.bytecode }).send({ from: owner });
    });

    test('deploys with a key held here', async () => {
      assert.equal((await box.methods.owner().call()).toLowerCase(), owner.toLowerCase());
    });

    test('stores a value, waits for the receipt, reads it back', async () => {
      const receipt = await box.methods.set(42).send({ from: owner });

      assert.equal(receipt.status, 1n);
      assert.equal(await box.methods.value().call(), 42n);
      assert.equal(receipt.events.Changed.returnValues.value, 42n);
      const events = await box.getPastEvents('Changed', { fromBlock: receipt.blockNumber });
      assert.equal(events.length, 1);
    });

    test('hears the event over WebSocket', async () => {
      const socket = new Web3(new WebSocketProvider(node.socketUrl));
      const listener = new socket.eth.Contract(artifact.abi, box.options.address);
      const subscription = listener.events.Changed();
      const heard = new Promise((resolve) => subscription.on('data', (event) => resolve(event.returnValues.value)));
      await new Promise((resolve) => subscription.on('connected', resolve));

      await box.methods.set(43).send({ from: owner });

      assert.equal(await heard, 43n);
      socket.currentProvider.disconnect();
    });

    test('is told why a stranger is refused', async () => {
      await assert.rejects(box.methods.set(1).call({ from: stranger }), (error) => {
        assert.equal(error.cause?.errorName ?? error.errorName, 'Unauthorized');
        return true;
      });
    });
  });
}
