// Run by Hardhat itself, against a node.
const assert = require('node:assert/strict');
const { ethers, network } = require('hardhat');
const helpers = require('@nomicfoundation/hardhat-network-helpers');

describe('Hardhat 2', () => {
  let owner;
  let stranger;
  let storage;
  beforeEach(async () => {
    [owner, stranger] = await ethers.getSigners();
    storage = await ethers.deployContract('SimpleStorage');
    await storage.waitForDeployment();
  });

  it('deploys, writes and reads', async () => {
    const receipt = await (await storage.set(42n)).wait();

    assert.equal(receipt.status, 1);
    assert.equal(await storage.value(), 42n);
    assert.equal(await storage.owner(), owner.address);
  });

  it('finds the event', async () => {
    const receipt = await (await storage.set(7n)).wait();

    const events = await storage.queryFilter(storage.filters.Changed(owner.address), receipt.blockNumber);
    assert.equal(events.length, 1);
    assert.equal(events[0].args.value, 7n);
  });

  it('reads the state of the block before', async () => {
    await (await storage.set(1n)).wait();
    const second = await (await storage.set(2n)).wait();

    assert.equal(await storage.value({ blockTag: second.blockNumber - 1 }), 1n);
  });

  it('knows a custom error', async () => {
    await assert.rejects(storage.connect(stranger).set.staticCall(1n), (error) => {
      const { name, args } = storage.interface.parseError(error.data);
      return name === 'Unauthorized' && args.caller === stranger.address;
    });
    await assert.rejects(storage.connect(stranger).set(1n), /execution reverted/);
  });

  it('takes a snapshot back', async () => {
    const snapshot = await helpers.takeSnapshot();
    await (await storage.set(5n)).wait();
    await snapshot.restore();

    assert.equal(await storage.value(), 0n);
  });

  it('moves the time', async () => {
    const before = await helpers.time.latest();
    await helpers.time.increase(3600);

    assert.ok((await helpers.time.latest()) >= before + 3600);
  });

  it('speaks as somebody else, with what it needs', async () => {
    const address = '0x00000000000000000000000000000000000c0ffe';
    await helpers.impersonateAccount(address);
    await helpers.setBalance(address, ethers.parseEther('1'));
    const somebody = await ethers.getSigner(address);
    await assert.rejects(storage.connect(somebody).set(1n), /execution reverted/);
    const receipt = await (await somebody.sendTransaction({ to: owner.address, value: 1n })).wait();

    assert.equal(receipt.from.toLowerCase(), address);
    await helpers.stopImpersonatingAccount(address);
  });

  it('sets storage, code and nonce', async () => {
    const address = await storage.getAddress();
    await helpers.setStorageAt(address, 0, 99n);
    await helpers.setNonce(stranger.address, 10_000);
    await helpers.setCode('0x00000000000000000000000000000000000000cc', '0x60005260206000f3');

    assert.equal(await storage.value(), 99n);
    assert.equal(await ethers.provider.getTransactionCount(stranger.address), 10_000);
    assert.equal(await ethers.provider.getCode('0x00000000000000000000000000000000000000cc'), '0x60005260206000f3');
  });

  it('signs typed data', async () => {
    const domain = { name: 'Deed', version: '1', chainId: network.config.chainId ?? 31337 };
    const types = { Mail: [{ name: 'text', type: 'string' }] };
    const signature = await owner.signTypedData(domain, types, { text: 'hello' });

    assert.equal(ethers.verifyTypedData(domain, types, { text: 'hello' }, signature), owner.address);
  });

  it('mines blocks', async () => {
    const before = await helpers.time.latestBlock();
    await helpers.mine(5);

    assert.equal(await helpers.time.latestBlock(), before + 5);
  });
});
