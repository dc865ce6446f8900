// contracts/multi_token.deed and OpenZeppelin's ERC-1155, put through the same steps: what can be seen from outside is the same,
// and what each step is refused with.
import { after, before, test } from 'node:test';
import { Interface, MaxUint256, ZeroAddress } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { ask, create, expectTwins, openStage, play } from '../support/twins.mjs';

const standard = new Interface([
  'function uri(uint256) view returns (string)',
  'function supportsInterface(bytes4) view returns (bool)',
  'function balanceOf(address,uint256) view returns (uint256)',
  'function balanceOfBatch(address[],uint256[]) view returns (uint256[])',
  'function isApprovedForAll(address,address) view returns (bool)',
  'function totalSupply(uint256) view returns (uint256)',
  'function limitOf(uint256) view returns (uint256)',
  'function open(uint256,uint256)',
  'function mint(address,uint256,uint256,bytes)',
  'function mintBatch(address,uint256[],uint256[],bytes)',
  'function burn(address,uint256,uint256)',
  'function burnBatch(address,uint256[],uint256[])',
  'function setApprovalForAll(address,bool)',
  'function safeTransferFrom(address,address,uint256,uint256,bytes)',
  'function safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)',
]);

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

/** A receiver that knows no such question refuses without words; OpenZeppelin names it. */
const inDeed = (deaf) => (refused) => (refused === `ERC1155InvalidReceiver(${deaf})` ? 'without words' : refused);

const steps = ({ receiver, deaf, stranger, refuser }) => [
  ['open', 0, [1n, 1000n]],
  ['open', 0, [2n, MaxUint256]],
  ['open', 0, [1n, 5n]],
  ['open', 0, [3n, 0n]],
  ['open', 1, [3n, 5n]],
  ['mint', 0, [0, 1n, 600n, '0x']],
  ['mint', 0, [1, 1n, 401n, '0x']],
  ['mint', 0, [1, 3n, 1n, '0x']],
  ['mint', 0, [ZeroAddress, 1n, 1n, '0x']],
  ['mint', 1, [1, 1n, 1n, '0x']],
  ['mint', 0, [receiver, 1n, 10n, '0x1234']],
  ['mint', 0, [deaf, 1n, 10n, '0x']],
  ['mint', 0, [stranger, 1n, 10n, '0x']],
  ['mint', 0, [refuser, 1n, 10n, '0x']],
  ['mintBatch', 0, [1, [1n, 2n], [10n, 20n], '0x']],
  ['mintBatch', 0, [1, [1n, 2n], [10n], '0x']],
  ['mintBatch', 0, [1, [2n], [7n], '0x']],
  ['mintBatch', 0, [1, [], [], '0x']],
  ['mintBatch', 0, [receiver, [1n, 2n], [1n, 2n], '0xff']],
  ['mintBatch', 0, [deaf, [1n, 2n], [1n, 2n], '0x']],
  ['mintBatch', 0, [stranger, [1n, 2n], [1n, 2n], '0x']],
  ['mintBatch', 0, [refuser, [1n, 2n], [1n, 2n], '0x']],
  ['mintBatch', 0, [stranger, [2n], [2n], '0x']],
  ['mintBatch', 0, [ZeroAddress, [2n], [2n], '0x']],
  ['mintBatch', 1, [1, [2n], [2n], '0x']],
  ['mintBatch', 0, [1, [2n], [MaxUint256], '0x']],
  ['safeTransferFrom', 0, [0, 1, 1n, 100n, '0x']],
  ['safeTransferFrom', 0, [0, 0, 1n, 100n, '0x']],
  ['safeTransferFrom', 0, [0, 1, 1n, 501n, '0x']],
  ['safeTransferFrom', 0, [0, ZeroAddress, 1n, 1n, '0x']],
  ['safeTransferFrom', 0, [0, receiver, 1n, 1n, '0x0a']],
  ['safeTransferFrom', 0, [0, deaf, 1n, 1n, '0x0a']],
  ['safeTransferFrom', 0, [0, stranger, 1n, 1n, '0x0a']],
  ['safeTransferFrom', 0, [0, refuser, 1n, 1n, '0x0a']],
  ['safeTransferFrom', 2, [0, 2, 1n, 1n, '0x']],
  ['setApprovalForAll', 0, [2, true]],
  ['setApprovalForAll', 0, [ZeroAddress, true]],
  ['safeTransferFrom', 2, [0, 2, 1n, 1n, '0x']],
  ['safeBatchTransferFrom', 2, [0, 2, [1n, 2n], [1n, 0n], '0x']],
  ['safeBatchTransferFrom', 2, [0, 2, [1n, 2n], [1n, 1n], '0x']],
  ['safeBatchTransferFrom', 1, [1, 2, [2n, 1n, 2n], [5n, 6n, 7n], '0x']],
  ['safeBatchTransferFrom', 1, [1, 2, [2n], [1n], '0x']],
  ['safeBatchTransferFrom', 1, [1, 2, [2n, 1n], [1n], '0x']],
  ['safeBatchTransferFrom', 1, [1, ZeroAddress, [2n], [1n], '0x']],
  ['safeBatchTransferFrom', 1, [1, receiver, [1n, 2n], [1n, 1n], '0xabcd']],
  ['safeBatchTransferFrom', 1, [1, deaf, [1n, 2n], [1n, 1n], '0xabcd']],
  ['safeBatchTransferFrom', 1, [1, stranger, [1n, 2n], [1n, 1n], '0xabcd']],
  ['safeBatchTransferFrom', 1, [1, refuser, [1n, 2n], [1n, 1n], '0xabcd']],
  ['safeBatchTransferFrom', 1, [1, 1, [1n, 2n, 1n], [1n, 1n, 2n], '0x']],
  ['safeBatchTransferFrom', 1, [1, 1, [1n, 2n, 1n], [1n, 1n, 1000n], '0x']],
  ['safeBatchTransferFrom', 1, [1, 2, [], [], '0x']],
  ['burn', 0, [0, 1n, 50n]],
  ['burn', 1, [0, 1n, 50n]],
  ['burn', 2, [0, 1n, 50n]],
  ['burn', 0, [0, 1n, 1000n]],
  ['burnBatch', 1, [0, [1n, 2n], [1n, 1n]]],
  ['burnBatch', 1, [1, [1n, 2n, 1n], [1n, 1n, 1000n]]],
  ['burnBatch', 1, [1, [1n, 2n], [1n, 1n]]],
  ['burnBatch', 1, [1, [1n, 2n], [1n]]],
  ['burnBatch', 1, [1, [2n], [1n]]],
  ['setApprovalForAll', 0, [2, false]],
  ['safeTransferFrom', 2, [0, 2, 1n, 1n, '0x']],
];

const view = (holders) => async (items) => {
  const ids = [1n, 2n, 3n];
  const pairs = stage.addresses.flatMap((a) => stage.addresses.map((b) => [a, b]));
  const all = holders.flatMap((who) => ids.map((id) => [who, id]));
  return {
    place: await items.uri(7n),
    kinds: await Promise.all(['0x01ffc9a7', '0xd9b67a26', '0x0e89341c', '0xffffffff'].map((id) => items.supportsInterface(id))),
    supplies: await Promise.all(ids.flatMap((id) => [items.totalSupply(id), items.limitOf(id)])),
    one: await Promise.all(all.map(([who, id]) => items.balanceOf(who, id))),
    many: [...(await items.balanceOfBatch(all.map(([who]) => who), all.map(([, id]) => id)))],
    uneven: await ask(items.balanceOfBatch([holders[0]], [])),
    operators: await Promise.all(pairs.map(([a, b]) => items.isApprovedForAll(a, b))),
  };
};

test('Deed tokens and OpenZeppelin tokens of many kinds cannot be told apart', async () => {
  const receivers = { deaf: (await create(stage, compileSolidity('Token.sol', 'Token'), [1n])).address };
  for (const name of ['Receiver', 'Stranger', 'Refuser'])
    receivers[name.toLowerCase()] = (await create(stage, compileSolidity('Receiver.sol', name), [])).address;
  const stories = [];
  for (const artifact of [await compileDeed('multi_token.deed', 'MultiToken'), compileSolidity('MultiToken.sol', 'MultiToken')]) {
    const made = await create(stage, artifact, ['https://deed.example/{id}.json'], standard);
    const holders = [...stage.addresses, receivers.receiver, receivers.deaf, ZeroAddress];
    const names = { self: made.address };
    stories.push(await play(stage, made.contract, names, steps(receivers), view(holders), inDeed(receivers.deaf)));
  }
  expectTwins(stories[0], stories[1], 38);
});
