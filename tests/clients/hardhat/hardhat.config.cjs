// A project as users of Hardhat 2 have it, on the node that DEED_URL names. Its compiler is npm's solc.
require('@nomicfoundation/hardhat-ethers');
const { subtask } = require('hardhat/config');
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require('hardhat/builtin-tasks/task-names');

const version = require('solc/package.json').version;

subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async () => ({
  compilerPath: require.resolve('solc/soljson.js'),
  isSolcJs: true,
  version,
  longVersion: version,
}));

module.exports = {
  solidity: { version, settings: { optimizer: { enabled: true, runs: 200 } } },
  networks: { deed: { url: process.env.DEED_URL ?? 'http://127.0.0.1:8545' } },
};
