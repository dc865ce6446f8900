// contracts/token.deed and OpenZeppelin's ERC-20 with permit, put through the same steps: what can be seen from outside is the
// same, and what each step is refused with.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Interface, MaxUint256, TypedDataEncoder, ZeroAddress } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { create, expectTwins, openStage, permitStep, play } from '../support/twins.mjs';

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
  'function permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  'function nonces(address) view returns (uint256)',
  'function DOMAIN_SEPARATOR() view returns (bytes32)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event Approval(address indexed owner, address indexed spender, uint256 value)',
]);
const supply = 1_000_000n;
const twins = async () => [await compileDeed('token.deed', 'Token'), compileSolidity('Token.sol', 'Token')];

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const transfers = [
  ['transfer', 0, [1, 250n]],
  ['transfer', 0, [0, 7n]],
  ['transfer', 1, [2, 0n]],
  ['transfer', 1, [2, 251n]],
  ['transfer', 1, [1, 251n]],
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
  ['transferFrom', 2, [0, 2, 0n]],
  ['transferFrom', 0, [0, 1, 1n]],
  ['transferFrom', 2, [ZeroAddress, 1, 1n]],
  ['transferFrom', 2, [ZeroAddress, 1, 0n]],
  ['approve', 0, [0, 9n]],
  ['transferFrom', 0, [0, 1, 9n]],
  ['transfer', 0, [1, MaxUint256]],
];

const permits = () => {
  const permit = (terms) =>
    permitStep(stage, 'Deed Dollar', { owner: 0, spender: 1, value: 70n, nonce: 0n, deadline: MaxUint256, ...terms });
  return [
    permit({ deadline: 1n }),
    permit({ signer: 1 }),
    permit({ nonce: 1n }),
    permit({ raise: true }),
    permit({}),
    permit({}),
    ['transferFrom', 1, [0, 2, 69n]],
    ['transferFrom', 1, [0, 2, 2n]],
    permit({ nonce: 1n, value: MaxUint256, as: 0 }),
    permit({ nonce: 2n, spender: 0, value: 3n }),
    permit({ owner: 2, spender: 1, value: 0n }),
    permit({ owner: 2, spender: 1, nonce: 2n }),
    ['permit', 2, [ZeroAddress, 1, 1n, MaxUint256, 27n, `0x${'aa'.repeat(32)}`, `0x${'0a'.repeat(32)}`]],
    ['permit', 2, [0, 1, 1n, MaxUint256, 0n, `0x${'aa'.repeat(32)}`, `0x${'0a'.repeat(32)}`]],
    ['permit', 2, [0, 1, 1n, MaxUint256, 28n, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`]],
  ];
};

/** Everything the standards let anyone see. */
async function view(token) {
  const { addresses } = stage;
  const domain = { name: 'Deed Dollar', version: '1', chainId: (await stage.provider.getNetwork()).chainId };
  const separator = TypedDataEncoder.hashDomain({ ...domain, verifyingContract: await token.getAddress() });
  return {
    fixed: await Promise.all([token.name(), token.symbol(), token.decimals(), token.totalSupply()]),
    balances: await Promise.all(addresses.map((address) => token.balanceOf(address))),
    allowances: await Promise.all(
      addresses.flatMap((owner) => addresses.map((spender) => token.allowance(owner, spender))),
    ),
    nonces: await Promise.all([...addresses, ZeroAddress].map((address) => token.nonces(address))),
    isDomain: (await token.DOMAIN_SEPARATOR()) === separator,
  };
}

test('a Deed token and an OpenZeppelin token cannot be told apart', async () => {
  const stories = [];
  for (const artifact of await twins()) {
    const made = await create(stage, artifact, [supply], erc20);
    const story = await play(stage, made.contract, { self: made.address }, [...transfers, ...permits()], view);
    stories.push([{ created: made.receipt.logs.map(({ topics, data }) => ({ topics, data })) }, ...story]);
  }
  assert.ok(stories[0][1].isdomain);
  expectTwins(stories[0], stories[1], 24);
});

test('both refuse calls that the standard does not know', async () => {
  const { provider } = stage;
  for (const artifact of await twins()) {
    const { address: to } = await create(stage, artifact, [supply]);
    await assert.rejects(provider.call({ to, data: '0xdeadbeef' }), { code: 'CALL_EXCEPTION' });
    await assert.rejects(provider.call({ to, data: '0x' }), { code: 'CALL_EXCEPTION' });
    await assert.rejects(provider.call({ to, data: `${erc20.encodeFunctionData('name')}`, value: 1n }), {
      code: 'CALL_EXCEPTION',
    });
    await assert.rejects(provider.call({ to, data: erc20.encodeFunctionData('balanceOf', [to]).slice(0, -2) }), {
      code: 'CALL_EXCEPTION',
    });
    // Bits that an address does not have.
    const dirty = `0x70a08231${'1'.padEnd(24, '0')}${to.slice(2)}`;
    await assert.rejects(provider.call({ to, data: dirty }), { code: 'CALL_EXCEPTION' });
  }
});
