// contracts/vault.deed and OpenZeppelin's ERC-4626, put through the same steps: what can be seen from outside is the same,
// and what each step is refused with.
import { after, before, test } from 'node:test';
import { Interface, MaxUint256, ZeroAddress } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { ask, create, expectTwins, openStage, permitStep, play } from '../support/twins.mjs';

const standard = new Interface([
  'function name() view returns (string)',
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function allowance(address,address) view returns (uint256)',
  'function transfer(address,uint256) returns (bool)',
  'function approve(address,uint256) returns (bool)',
  'function transferFrom(address,address,uint256) returns (bool)',
  'function nonces(address) view returns (uint256)',
  'function permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
  'function eip712Domain() view returns (bytes1,string,string,uint256,address,bytes32,uint256[])',
  'function asset() view returns (address)',
  'function totalAssets() view returns (uint256)',
  ...['convertToShares', 'convertToAssets', 'previewDeposit', 'previewMint', 'previewWithdraw', 'previewRedeem'].map(
    (name) => `function ${name}(uint256) view returns (uint256)`,
  ),
  ...['maxDeposit', 'maxMint', 'maxWithdraw', 'maxRedeem'].map((name) => `function ${name}(address) view returns (uint256)`),
  'function deposit(uint256,address) returns (uint256)',
  'function mint(uint256,address) returns (uint256)',
  'function withdraw(uint256,address,address) returns (uint256)',
  'function redeem(uint256,address,address) returns (uint256)',
  'function give(uint256)',
]);
const supply = 10n ** 24n;

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const steps = () => [
  ['deposit', 0, [1_000_000n, 0]],
  ['deposit', 0, [0n, 0]],
  ['deposit', 0, [5n, ZeroAddress]],
  ['deposit', 2, [supply, 2]],
  ['deposit', 1, [333_333n, 2]],
  ['give', 0, [777n]],
  ['give', 2, [supply]],
  ['deposit', 1, [1n, 1]],
  ['deposit', 1, [1_000n, 1]],
  ['mint', 1, [1_000n, 1]],
  ['mint', 1, [1n, 2]],
  ['mint', 1, [0n, 1]],
  ['mint', 1, [1n, ZeroAddress]],
  ['give', 1, [12_345_678n]],
  ['withdraw', 0, [1n, 0, 0]],
  ['withdraw', 0, [100_000n, 2, 0]],
  ['withdraw', 0, [MaxUint256, 0, 0]],
  ['withdraw', 1, [10n, 1, 0]],
  ['redeem', 0, [1n, 0, 0]],
  ['redeem', 0, [500_000n, 1, 0]],
  ['redeem', 0, [500_000n, 1, 0]],
  ['redeem', 1, [10n, 1, 0]],
  ['approve', 0, [1, 1_000n]],
  ['approve', 0, [ZeroAddress, 1_000n]],
  ['redeem', 1, [600n, 1, 0]],
  ['withdraw', 1, [600n, 1, 0]],
  ['redeem', 1, [600n, 1, 0]],
  ['approve', 0, [1, MaxUint256]],
  ['redeem', 1, [600n, 2, 0]],
  ['transfer', 0, [1, 500n]],
  ['transfer', 0, [1, supply]],
  ['transfer', 0, [ZeroAddress, 1n]],
  ['transferFrom', 1, [0, 2, 500n]],
  ['transferFrom', 2, [0, 2, 500n]],
  permitStep(stage, 'Deed Vault', { owner: 0, spender: 2, value: 40n, nonce: 1n, deadline: MaxUint256 }),
  permitStep(stage, 'Deed Vault', { owner: 0, spender: 2, value: 40n, nonce: 0n, deadline: MaxUint256 }),
  ['transferFrom', 2, [ZeroAddress, 2, 0n]],
  ['transferFrom', 2, [ZeroAddress, 2, 1n]],
  ['redeem', 2, [0n, 2, ZeroAddress]],
  ['redeem', 2, [41n, 2, 0]],
  ['redeem', 2, [40n, 2, 0]],
  ['withdraw', 2, [1n, 2, 0]],
  ['withdraw', 0, [0n, 0, 0]],
  ['withdraw', 0, [5n, ZeroAddress, 0]],
  ['redeem', 0, [5n, ZeroAddress, 0]],
  ['redeem', 2, [0n, 2, 2]],
  ['redeem', 2, [333_000n, 2, 2]],
  ['deposit', 1, [999n, 1]],
];

const view = (asset) => async (vault) => {
  const amounts = [0n, 1n, 2n, 999n, 123_456_789n, 10n ** 30n];
  const counted = ['convertToShares', 'convertToAssets', 'previewDeposit', 'previewMint', 'previewWithdraw', 'previewRedeem'];
  const limits = ['maxDeposit', 'maxMint', 'maxWithdraw', 'maxRedeem', 'balanceOf', 'nonces'];
  const pairs = stage.addresses.flatMap((a) => stage.addresses.map((b) => [a, b]));
  return {
    fixed: await Promise.all([vault.name(), vault.symbol(), vault.decimals(), vault.asset()]),
    domain: [...(await vault.eip712Domain())],
    totals: await Promise.all([vault.totalSupply(), vault.totalAssets()]),
    counted: await Promise.all(counted.flatMap((name) => amounts.map((amount) => vault[name](amount)))),
    tooMuch: await Promise.all(counted.map((name) => ask(vault[name](MaxUint256)))),
    limits: await Promise.all(limits.flatMap((name) => stage.addresses.map((who) => vault[name](who)))),
    allowed: await Promise.all(pairs.map(([a, b]) => vault.allowance(a, b))),
    assets: await Promise.all(stage.addresses.map((who) => asset.balanceOf(who))),
  };
};

test('a Deed vault and an OpenZeppelin vault cannot be told apart', async () => {
  const stories = [];
  for (const artifact of [await compileDeed('vault.deed', 'Vault'), compileSolidity('Vault.sol', 'Vault')]) {
    const asset = await create(stage, compileSolidity('Token.sol', 'Token'), [supply]);
    const vault = await create(stage, artifact, [asset.address], standard);
    await (await asset.contract.transfer(stage.addresses[1], supply / 2n)).wait();
    for (const person of stage.people)
      await (await asset.contract.connect(person).approve(vault.address, MaxUint256)).wait();
    const names = { self: vault.address, asset: asset.address };
    stories.push(await play(stage, vault.contract, names, steps(), view(asset.contract)));
  }
  expectTwins(stories[0], stories[1], 21);
});
