// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// The twin of contracts/simple_storage.deed.
contract SimpleStorage {
    address public immutable owner;
    uint256 public value;

    event Changed(address indexed who, uint256 value);
    error Unauthorized(address caller);

    constructor() {
        owner = msg.sender;
    }

    function set(uint256 newValue) external {
        if (msg.sender != owner) revert Unauthorized(msg.sender);
        value = newValue;
        emit Changed(msg.sender, newValue);
    }
}
