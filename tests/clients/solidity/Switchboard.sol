// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";

/// The twin of switchboard.deed.
contract Switchboard is AccessControl, Pausable {
    bytes32 public constant guardian = bytes32(uint256(0xbb));

    event Rung(address indexed who);

    constructor() {
        _grantRole(DEFAULT_ADMIN_ROLE, msg.sender);
    }

    function pause() external onlyRole(guardian) {
        _pause();
    }

    function unpause() external onlyRole(guardian) {
        _unpause();
    }

    function ring() external whenNotPaused {
        emit Rung(msg.sender);
    }

    function ringWhilePaused() external whenPaused {
        emit Rung(msg.sender);
    }

    function setRoleAdmin(bytes32 role, bytes32 adminRole) external onlyRole(DEFAULT_ADMIN_ROLE) {
        _setRoleAdmin(role, adminRole);
    }
}
