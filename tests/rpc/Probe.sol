// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

/// What the transcripts call: one function for each way a call can go.
contract Probe {
    uint256 public value;
    address public immutable owner;

    event Changed(address indexed who, uint256 value);
    error Unauthorized(address caller);

    struct Item {
        uint8 kind;
        string label;
    }

    constructor(uint256 first) {
        owner = msg.sender;
        value = first;
    }

    function set(uint256 newValue) external {
        if (msg.sender != owner) revert Unauthorized(msg.sender);
        value = newValue;
        emit Changed(msg.sender, newValue);
    }

    function refuse() external pure {
        revert("not today");
    }

    function overflow(uint256 a) external pure returns (uint256) {
        return a + type(uint256).max;
    }

    function spin() external pure {
        while (true) {}
    }

    function recurse() external {
        this.recurse();
    }

    function echo(Item calldata item, int16[] calldata numbers) external pure returns (Item memory, int16[] memory) {
        return (item, numbers);
    }

    function pay() external payable returns (uint256) {
        return msg.value;
    }

    function overloaded(uint256 a) external pure returns (uint256) {
        return a;
    }

    function overloaded(bool a) external pure returns (bool) {
        return a;
    }
}
