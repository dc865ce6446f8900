// contracts/nft.deed and OpenZeppelin's ERC-721, put through the same steps: what can be seen from outside is the same, and what
// each step is refused with.
import { after, before, test } from 'node:test';
import { Interface, ZeroAddress } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { ask, create, expectTwins, openStage, play } from '../support/twins.mjs';

const standard = new Interface([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function tokenURI(uint256) view returns (string)',
  'function supportsInterface(bytes4) view returns (bool)',
  'function balanceOf(address) view returns (uint256)',
  'function ownerOf(uint256) view returns (address)',
  'function getApproved(uint256) view returns (address)',
  'function isApprovedForAll(address,address) view returns (bool)',
  'function totalSupply() view returns (uint256)',
  'function owner() view returns (address)',
  'function pendingOwner() view returns (address)',
  'function mint(address,string) returns (uint256)',
  'function burn(uint256)',
  'function approve(address,uint256)',
  'function setApprovalForAll(address,bool)',
  'function transferFrom(address,address,uint256)',
  'function safeTransferFrom(address,address,uint256)',
  'function safeTransferFrom(address,address,uint256,bytes)',
  'function transferOwnership(address)',
  'function acceptOwnership()',
  'function renounceOwnership()',
]);
const safely = 'safeTransferFrom(address,address,uint256)';
const safelyWith = 'safeTransferFrom(address,address,uint256,bytes)';

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/**
 * OpenZeppelin's refusals in Deed's words: what is not there is nobody's, so the guard refuses; and a receiver that knows no
 * such question refuses without words.
 */
const inDeed = (deaf) => (refused, sender) => {
  if (refused.startsWith('ERC721NonexistentToken')) return `Unauthorized(${sender})`;
  return refused === `ERC721InvalidReceiver(${deaf})` ? 'without words' : refused;
};

const steps = ({ receiver, deaf, stranger, refuser }) => [
  ['mint', 0, [0, 'ipfs://zero']],
  ['mint', 0, [1, 'ipfs://a place that takes more than one word of storage to write down']],
  ['mint', 1, [1, 'ipfs://not by this one']],
  ['mint', 0, [ZeroAddress, '']],
  ['mint', 0, [receiver, '']],
  ['mint', 0, [deaf, '']],
  ['mint', 0, [stranger, '']],
  ['mint', 0, [refuser, '']],
  ['transferFrom', 0, [0, 1, 0n]],
  ['transferFrom', 0, [1, 0, 0n]],
  ['transferFrom', 1, [0, 2, 0n]],
  ['transferFrom', 1, [1, ZeroAddress, 0n]],
  ['transferFrom', 1, [1, 1, 0n]],
  ['transferFrom', 1, [1, 2, 77n]],
  ['approve', 1, [2, 0n]],
  ['approve', 2, [0, 0n]],
  ['approve', 0, [2, 77n]],
  ['approve', 1, [1, 1n]],
  ['transferFrom', 2, [1, 2, 0n]],
  ['transferFrom', 2, [2, 0, 0n]],
  ['setApprovalForAll', 1, [2, true]],
  ['setApprovalForAll', 1, [ZeroAddress, true]],
  ['setApprovalForAll', 1, [1, true]],
  ['approve', 2, [0, 1n]],
  [safely, 2, [1, receiver, 1n]],
  [safely, 0, [0, receiver, 0n]],
  [safelyWith, 0, [0, receiver, 0n, '0x0102']],
  ['mint', 0, [0, 'ipfs://again']],
  [safely, 0, [0, deaf, 3n]],
  [safelyWith, 0, [0, deaf, 3n, '0x']],
  [safely, 0, [0, stranger, 3n]],
  [safelyWith, 0, [0, stranger, 3n, '0x01']],
  [safely, 0, [0, refuser, 3n]],
  [safelyWith, 0, [0, refuser, 3n, '0x01']],
  [safely, 1, [0, 1, 3n]],
  [safelyWith, 1, [0, 1, 3n, '0x01']],
  [safely, 0, [0, ZeroAddress, 3n]],
  [safely, 0, [1, 0, 3n]],
  [safelyWith, 0, [0, 2, 3n, '0xabcdef']],
  ['approve', 2, [0, 3n]],
  ['approve', 2, [ZeroAddress, 3n]],
  ['burn', 0, [3n]],
  ['burn', 2, [3n]],
  ['burn', 2, [3n]],
  ['approve', 2, [0, 3n]],
  ['setApprovalForAll', 1, [2, false]],
  ['setApprovalForAll', 0, [0, true]],
  ['approve', 1, [2, 1n]],
  ['mint', 0, [1, 'ipfs://the last']],
  ['setApprovalForAll', 1, [2, true]],
  ['burn', 0, [4n]],
  ['burn', 2, [4n]],
  ['transferOwnership', 1, [1]],
  ['transferOwnership', 0, [1]],
  ['transferOwnership', 0, [ZeroAddress]],
  ['acceptOwnership', 1, []],
  ['transferOwnership', 0, [2]],
  ['acceptOwnership', 1, []],
  ['acceptOwnership', 2, []],
  ['mint', 0, [0, '']],
  ['mint', 2, [0, '']],
  ['mint', 2, [0, '']],
  ['transferOwnership', 2, [0]],
  ['renounceOwnership', 0, []],
  ['renounceOwnership', 2, []],
  ['acceptOwnership', 0, []],
];

async function view(art) {
  const pairs = stage.addresses.flatMap((a) => stage.addresses.map((b) => [a, b]));
  const ids = [0n, 1n, 2n, 3n, 4n, 5n];
  return {
    fixed: await Promise.all([art.name(), art.symbol()]),
    kinds: await Promise.all(
      ['0x01ffc9a7', '0x80ac58cd', '0x5b5e139f', '0xffffffff', '0x00000000'].map((id) => art.supportsInterface(id)),
    ),
    owners: await Promise.all([art.owner(), art.pendingOwner(), art.totalSupply(), ask(art.balanceOf(ZeroAddress))]),
    balances: await Promise.all(stage.addresses.map((who) => art.balanceOf(who))),
    tokens: await Promise.all(ids.flatMap((id) => [ask(art.ownerOf(id)), ask(art.getApproved(id)), ask(art.tokenURI(id))])),
    operators: await Promise.all(pairs.map(([a, b]) => art.isApprovedForAll(a, b))),
  };
}

test('a Deed collection and an OpenZeppelin collection cannot be told apart', async () => {
  const receivers = { deaf: (await create(stage, compileSolidity('Token.sol', 'Token'), [1n])).address };
  for (const name of ['Receiver', 'Stranger', 'Refuser'])
    receivers[name.toLowerCase()] = (await create(stage, compileSolidity('Receiver.sol', name), [])).address;
  const stories = [];
  for (const artifact of [await compileDeed('nft.deed', 'Collection'), compileSolidity('Collection.sol', 'Collection')]) {
    const made = await create(stage, artifact, [5n], standard);
    const names = { self: made.address };
    const story = await play(stage, made.contract, names, steps(receivers), view, inDeed(receivers.deaf));
    stories.push([{ created: made.receipt.logs.map(({ topics, data }) => ({ topics, data })) }, ...story]);
  }
  expectTwins(stories[0], stories[1], 36);
});
