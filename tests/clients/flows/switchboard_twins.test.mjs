// std.access.Roles and std.pausable beside OpenZeppelin's AccessControl and Pausable, put through the same steps: what can be seen
// from outside is the same, and what each step is refused with.
import { after, before, test } from 'node:test';
import { Interface, ZeroAddress, ZeroHash, zeroPadValue } from 'ethers';
import { compileDeed, compileSolidity } from '../support/contracts.mjs';
import { create, expectTwins, openStage, play } from '../support/twins.mjs';

const standard = new Interface([
  'function DEFAULT_ADMIN_ROLE() view returns (bytes32)',
  'function guardian() view returns (bytes32)',
  'function hasRole(bytes32,address) view returns (bool)',
  'function getRoleAdmin(bytes32) view returns (bytes32)',
  'function grantRole(bytes32,address)',
  'function revokeRole(bytes32,address)',
  'function renounceRole(bytes32,address)',
  'function setRoleAdmin(bytes32,bytes32)',
  'function supportsInterface(bytes4) view returns (bool)',
  'function paused() view returns (bool)',
  'function pause()',
  'function unpause()',
  'function ring()',
  'function ringWhilePaused()',
]);
const guardian = zeroPadValue('0xbb', 32);
const warden = zeroPadValue('0xcc', 32);

let stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.close());

const steps = [
  ['ring', 1, []],
  ['ringWhilePaused', 1, []],
  ['pause', 0, []],
  ['grantRole', 1, [guardian, 1]],
  ['grantRole', 0, [guardian, 1]],
  ['grantRole', 0, [guardian, 1]],
  ['grantRole', 0, [guardian, ZeroAddress]],
  ['grantRole', 1, [guardian, 2]],
  ['unpause', 1, []],
  ['pause', 1, []],
  ['pause', 1, []],
  ['ring', 0, []],
  ['ringWhilePaused', 0, []],
  ['unpause', 0, []],
  ['unpause', 1, []],
  ['revokeRole', 1, [guardian, 1]],
  ['revokeRole', 0, [guardian, 2]],
  ['setRoleAdmin', 1, [guardian, warden]],
  ['setRoleAdmin', 0, [guardian, warden]],
  ['grantRole', 0, [guardian, 2]],
  ['grantRole', 0, [warden, 2]],
  ['grantRole', 2, [guardian, 2]],
  ['revokeRole', 0, [guardian, 1]],
  ['revokeRole', 2, [guardian, 1]],
  ['pause', 1, []],
  ['renounceRole', 0, [guardian, 2]],
  ['renounceRole', 2, [guardian, 0]],
  ['renounceRole', 2, [guardian, 2]],
  ['renounceRole', 2, [guardian, 2]],
  ['pause', 2, []],
  ['grantRole', 0, [ZeroHash, 1]],
  ['renounceRole', 0, [ZeroHash, 0]],
  ['grantRole', 0, [warden, 0]],
  ['revokeRole', 1, [warden, 2]],
  ['grantRole', 2, [guardian, 2]],
];

async function view(board) {
  const roles = [ZeroHash, guardian, warden];
  const people = [...stage.addresses, ZeroAddress];
  return {
    fixed: await Promise.all([board.DEFAULT_ADMIN_ROLE(), board.guardian(), board.paused()]),
    kinds: await Promise.all(['0x01ffc9a7', '0x7965db0b', '0xffffffff'].map((id) => board.supportsInterface(id))),
    admins: await Promise.all(roles.map((role) => board.getRoleAdmin(role))),
    held: await Promise.all(roles.flatMap((role) => people.map((who) => board.hasRole(role, who)))),
  };
}

test('Deed roles and a Deed switch, and those of OpenZeppelin, cannot be told apart', async () => {
  const stories = [];
  for (const artifact of [
    await compileDeed('../tests/clients/deed/switchboard.deed', 'Switchboard'),
    compileSolidity('Switchboard.sol', 'Switchboard'),
  ]) {
    const made = await create(stage, artifact, [], standard);
    const story = await play(stage, made.contract, { self: made.address }, steps, view);
    stories.push([{ created: made.receipt.logs.map(({ topics, data }) => ({ topics, data })) }, ...story]);
  }
  expectTwins(stories[0], stories[1], 18);
});
