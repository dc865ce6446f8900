// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// What a node must survive.
contract Endless {
    uint256 public rounds;

    /// Calls itself without end; the innermost call runs out of gas.
    function dive() external returns (uint256) {
        try this.dive() returns (uint256 depth) {
            return depth + 1;
        } catch {
            return 0;
        }
    }

    /// Never ends by itself.
    function spin() external {
        while (true) rounds++;
    }
}
