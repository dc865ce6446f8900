// JSON-RPC as the wire sees it: batches, odd but legal requests, and every kind of bad input.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Wallet, parseEther, Contract, ContractFactory, JsonRpcProvider } from 'ethers';
import { compileSolidity } from '../support/contracts.mjs';
import { devKeys, post, rpc, startNode } from '../support/node.mjs';

let node;
let nonce = 0;
const wallet = new Wallet(devKeys[0]);
before(async () => {
  node = await startNode();
});
after(() => node.stop());

const request = (method, params, id = 1) => ({ jsonrpc: '2.0', id, method, params });
const signed = (fields) =>
  wallet.signTransaction({
    type: 2,
    chainId: 31337,
    to: Wallet.createRandom().address,
    value: 1n,
    gasLimit: 21_000n,
    maxFeePerGas: 10n ** 11n,
    maxPriorityFeePerGas: 1n,
    ...fields,
  });
const refusal = async (method, params) => {
  const { value } = await post(node.url, JSON.stringify(request(method, params)));
  assert.ok(value.error, `${method} was not refused: ${JSON.stringify(value)}`);
  return value.error;
};

test('a batch is answered in an array, one answer per request that has an id', async () => {
  const batch = [
    request('eth_chainId', [], 'a'),
    { jsonrpc: '2.0', method: 'eth_chainId', params: [] },
    request('eth_nosuch', [], 7),
    7,
  ];

  const { value } = await post(node.url, JSON.stringify(batch));

  assert.equal(value.length, 3);
  assert.equal(value.find((answer) => answer.id === 'a').result, '0x7a69');
  assert.equal(value.find((answer) => answer.id === 7).error.code, -32601);
  assert.equal(value.find((answer) => answer.id === null).error.code, -32600);
});

test('a batch of a hundred is answered whole', async () => {
  const batch = Array.from({ length: 100 }, (_, id) => request('eth_getBalance', [wallet.address, 'latest'], id));

  const { value } = await post(node.url, JSON.stringify(batch));

  assert.deepEqual(
    value.map((answer) => answer.id).sort((a, b) => a - b),
    batch.map((entry) => entry.id),
  );
});

test('params may be absent', async () => {
  const { value } = await post(node.url, '{"jsonrpc":"2.0","id":"u","method":"eth_blockNumber"}');

  assert.equal(value.id, 'u');
  assert.match(value.result, /^0x/);
});

test('malformed JSON is refused with -32700', async () => {
  const { value } = await post(node.url, '{"jsonrpc":"2.0",');

  assert.equal(value.error.code, -32700);
  assert.equal(value.id, null);
});

test('an empty batch is an invalid request', async () => {
  assert.equal((await post(node.url, '[]')).value.error.code, -32600);
});

test('an unknown method is refused in the words that clients look for', async () => {
  const error = await refusal('eth_nosuch', []);

  assert.equal(error.code, -32601);
  assert.equal(error.message, 'the method eth_nosuch does not exist/is not available');
});

test('arguments of a wrong type or count are refused with -32602', async () => {
  for (const [method, params] of [
    ['eth_getBalance', []],
    ['eth_getBalance', ['0x12', 'latest']],
    ['eth_getBalance', [7, 'latest']],
    ['eth_getBalance', [wallet.address, 'newest']],
    ['eth_call', ['0x', 'latest']],
    ['eth_getBlockByNumber', ['12', false]],
    ['eth_getTransactionReceipt', ['0x12']],
  ]) {
    const error = await refusal(method, params);
    assert.equal(error.code, -32602, `${method}(${JSON.stringify(params)}): ${JSON.stringify(error)}`);
  }
});

test('a transaction that does not decode is refused', async () => {
  for (const raw of ['0x', '0x02', '0x05c0', '0xc0', '0xzz', await signed({ nonce }).then((text) => text.slice(0, -2))])
    assert.ok((await refusal('eth_sendRawTransaction', [raw])).code < 0);
});

test('a gap in the nonces waits until it is filled', async () => {
  const second = await rpc(node.url, 'eth_sendRawTransaction', [await signed({ nonce: nonce + 1 })]);
  assert.equal(await rpc(node.url, 'eth_getTransactionReceipt', [second]), null);

  const first = await rpc(node.url, 'eth_sendRawTransaction', [await signed({ nonce })]);
  nonce += 2;

  const receipts = await Promise.all([first, second].map((hash) => rpc(node.url, 'eth_getTransactionReceipt', [hash])));
  assert.deepEqual(
    receipts.map((receipt) => receipt.status),
    ['0x1', '0x1'],
  );
});

test('a nonce that was used is too low', async () => {
  const error = await refusal('eth_sendRawTransaction', [await signed({ nonce: 0 })]);

  assert.match(error.message, /nonce too low/);
});

test('a sender without funds is refused', async () => {
  const poor = new Wallet('0x' + '77'.repeat(32));
  const raw = await poor.signTransaction({
    type: 2, chainId: 31337, nonce: 0, to: wallet.address, value: 1n, gasLimit: 21_000n,
    maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n,
  });

  assert.match((await refusal('eth_sendRawTransaction', [raw])).message, /insufficient funds/);
  const call = { from: wallet.address, to: poor.address, value: `0x${parseEther('1000000').toString(16)}` };
  assert.match((await refusal('eth_estimateGas', [call])).message, /insufficient funds/);
});

test('too little gas, a foreign chain and a fee below the block are refused', async () => {
  const wrong = [
    [await signed({ nonce, gasLimit: 20_000n }), /intrinsic gas too low/],
    [await signed({ nonce, chainId: 1 }), /chain id/i],
    [await signed({ nonce, gasLimit: 2n ** 62n }), /gas/],
  ];
  for (const [raw, words] of wrong) assert.match((await refusal('eth_sendRawTransaction', [raw])).message, words);
});

test('a body above the limit is refused with 413', async () => {
  const body = JSON.stringify(request('web3_sha3', [`0x${'00'.repeat(8 << 20)}`]));

  assert.equal((await post(node.url, body)).status, 413);
});

test('a contract that calls itself without end, and one that never ends, leave the node well', async () => {
  const provider = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  const sender = wallet.connect(provider);
  const artifact = compileSolidity('Endless.sol', 'Endless');
  const deployed = await new ContractFactory(artifact.abi, artifact.bytecode, sender).deploy();
  await deployed.waitForDeployment();
  const endless = new Contract(await deployed.getAddress(), artifact.abi, sender);

  assert.ok((await endless.dive.staticCall({ gasLimit: 10_000_000n })) > 10n);
  const dive = await (await endless.dive({ gasLimit: 5_000_000n })).wait();
  assert.equal(dive.status, 1);
  const spin = await endless.spin({ gasLimit: 1_000_000n });
  await assert.rejects(spin.wait(), (error) => {
    assert.equal(error.receipt.status, 0);
    assert.equal(error.receipt.gasUsed, 1_000_000n);
    return true;
  });
  assert.equal(await endless.rounds(), 0n);
  nonce = await provider.getTransactionCount(wallet.address);
  provider.destroy();
});
