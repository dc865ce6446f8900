// Messages that ethers and viem sign, brought to contracts/token.deed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ContractFactory, JsonRpcProvider, Signature, TypedDataEncoder, Wallet } from 'ethers';
import { parseSignature } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { compileDeed } from '../support/contracts.mjs';
import { devKeys, startNode } from '../support/node.mjs';

const types = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
};
const deadline = 2n ** 64n;

let node;
let provider;
let token;
let domain;
let owner;
before(async () => {
  node = await startNode();
  provider = new JsonRpcProvider(node.url, undefined, { staticNetwork: true, cacheTimeout: -1 });
  owner = new Wallet(devKeys[1], provider);
  const { abi, bytecode } = await compileDeed('token.deed', 'Token');
  token = await new ContractFactory(abi, bytecode, new Wallet(devKeys[0], provider)).deploy(1000n);
  await token.waitForDeployment();
  domain = { name: 'Deed Dollar', version: '1', chainId: 31337, verifyingContract: await token.getAddress() };
});
after(async () => {
  provider.destroy();
  await node.stop();
});

const spender = '0x00000000000000000000000000000000000000aa';
const permit = (value, { v, r, s }) => token.permit(owner.address, spender, value, deadline, v, r, s);

test('the domain is the one that ethers computes', async () => {
  assert.equal(await token.DOMAIN_SEPARATOR(), TypedDataEncoder.hashDomain(domain));
});

test('what ethers signs is taken once', async () => {
  const message = { owner: owner.address, spender, value: 5n, nonce: 0n, deadline };
  const signature = Signature.from(await owner.signTypedData(domain, types, message));
  await (await permit(5n, signature)).wait();
  assert.equal(await token.allowance(owner.address, spender), 5n);
  assert.equal(await token.nonces(owner.address), 1n);
  const refusal = token.interface.encodeErrorResult('SignatureInvalid', [owner.address]);
  await assert.rejects(permit(5n, signature), (error) => error.data === refusal);
});

test('what viem signs is taken', async () => {
  const account = privateKeyToAccount(devKeys[1]);
  const message = { owner: account.address, spender, value: 9n, nonce: 1n, deadline };
  const { v, r, s } = parseSignature(
    await account.signTypedData({ domain, types, primaryType: 'Permit', message }),
  );
  await (await permit(9n, { v, r, s })).wait();
  assert.equal(await token.allowance(owner.address, spender), 9n);
  assert.equal(await token.nonces(owner.address), 2n);
});

test('what the node signs for a wallet is taken', async () => {
  const message = { owner: owner.address, spender, value: '3', nonce: '2', deadline: deadline.toString() };
  const typed = {
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
      ...types,
    },
    primaryType: 'Permit',
    domain,
    message,
  };
  const signature = await provider.send('eth_signTypedData_v4', [owner.address, typed]);
  await (await permit(3n, Signature.from(signature))).wait();
  assert.equal(await token.allowance(owner.address, spender), 3n);
});
