// contracts/token.deed and OpenZeppelin's ERC-20, put through the same steps: what can be seen from outside is the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ContractFactory, Interface, JsonRpcProvider, MaxUint256, NonceManager, Wallet, ZeroAddress } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

// One ABI for both, so that nothing but the standard is relied upon.
const erc20 = new Interface([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function allowance(address,address) view returns (uint256)',
  'function transfer(address,uint256) returns (bool)',
  'function approve(address,uint256) returns (bool)',
  'function transferFrom(address,address,uint256) returns (bool)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
]);
const supply = 1_000_000n;

let node;
let provider;
let people;
before(async () => {
  node = await startNode();
  provider = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  people = devKeys.map((key) => new NonceManager(new Wallet(key, provider)));
});
after(async () => {
  provider.destroy();
  await node.stop();
});

const steps = [
  ['transfer', 0, [1, 250n]],
  ['transfer', 0, [0, 7n]],
  ['transfer', 1, [2, 0n]],
  ['transfer', 1, [2, 251n]],
  ['transfer', 1, [2, 250n]],
  ['transfer', 1, [2, 1n]],
  ['transfer', 0, [ZeroAddress, 1n]],
  ['approve', 2, [1, 100n]],
  ['transferFrom', 1, [2, 0, 60n]],
  ['transferFrom', 1, [2, 0, 41n]],
  ['transferFrom', 1, [2, 1, 40n]],
  ['transferFrom', 1, [2, 1, 1n]],
  ['approve', 2, [1, MaxUint256]],
  ['transferFrom', 1, [2, 1, 150n]],
  ['transferFrom', 1, [2, 1, 1n]],
  ['transferFrom', 1, [2, ZeroAddress, 0n]],
  ['approve', 0, [2, 5n]],
  ['approve', 0, [2, 0n]],
  ['approve', 0, [ZeroAddress, 5n]],
  ['transferFrom', 2, [0, 2, 1n]],
  ['transfer', 0, [1, MaxUint256]],
];

/** What one step does: refused, or its result and its logs. */
async function take(token, [name, who, args]) {
  const sender = people[who];
  const addresses = await Promise.all(people.map((person) => person.getAddress()));
  const filled = args.map((arg) => (typeof arg === 'number' ? addresses[arg] : arg));
  const bound = token.connect(sender);
  try {
    const result = await bound[name].staticCall(...filled);
    const receipt = await (await bound[name](...filled)).wait();
    return { result, logs: receipt.logs.map(({ topics, data }) => ({ topics, data })) };
  } catch (error) {
    if (error.code !== 'CALL_EXCEPTION') throw error;
    return 'refused';
  }
}

/** Everything the standard lets anyone see. */
async function view(token) {
  const addresses = await Promise.all(people.map((person) => person.getAddress()));
  const balances = await Promise.all(addresses.map((address) => token.balanceOf(address)));
  const allowances = await Promise.all(
    addresses.flatMap((owner) => addresses.map((spender) => token.allowance(owner, spender))),
  );
  const fixed = await Promise.all([token.name(), token.symbol(), token.decimals(), token.totalSupply()]);
  return { balances, allowances, fixed };
}

async function play(artifact) {
  const factory = new ContractFactory(artifact.abi, artifact.bytecode, people[0]);
  const deployed = await factory.deploy(supply);
  const receipt = await deployed.deploymentTransaction().wait();
  const token = deployed.attach(await deployed.getAddress());
  const standard = new (token.constructor)(await deployed.getAddress(), erc20, people[0]);

  const seen = [receipt.logs.map(({ topics, data }) => ({ topics, data })), await view(standard)];
  for (const step of steps) seen.push({ step, did: await take(standard, step), left: await view(standard) });
  return seen;
}

test('a Deed token and an OpenZeppelin token cannot be told apart', async () => {
  const deedToken = await play(await compileDeed('token.deed', 'Token'));
  const solidityToken = await play(compileSolidity('Token.sol', 'Token'));

  assert.equal(deedToken.filter((entry) => entry.did === 'refused').length, 10);
  assert.deepEqual(deedToken, solidityToken);
});

test('both refuse calls that the standard does not know', async () => {
  for (const artifact of [await compileDeed('token.deed', 'Token'), compileSolidity('Token.sol', 'Token')]) {
    const token = await new ContractFactory(artifact.abi, artifact.bytecode, people[0]).deploy(supply);
    await token.waitForDeployment();
    const to = await token.getAddress();

    await assert.rejects(provider.call({ to, data: '0xdeadbeef' }), { code: 'CALL_EXCEPTION' });
    await assert.rejects(provider.call({ to, data: '0x' }), { code: 'CALL_EXCEPTION' });
    await assert.rejects(provider.call({ to, data: `${erc20.encodeFunctionData('name')}`, value: 1n }), {
      code: 'CALL_EXCEPTION',
    });
    await assert.rejects(provider.call({ to, data: erc20.encodeFunctionData('balanceOf', [to]).slice(0, -2) }), {
      code: 'CALL_EXCEPTION',
    });
  }
});
