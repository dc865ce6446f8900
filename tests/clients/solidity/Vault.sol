// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// The twin of contracts/vault.deed.
contract Vault is ERC4626, ERC20Permit {
    event Given(address indexed who, uint256 assets);

    constructor(IERC20 held) ERC20("Deed Vault", "vDEED") ERC20Permit("Deed Vault") ERC4626(held) {}

    function give(uint256 assets) external {
        SafeERC20.safeTransferFrom(IERC20(asset()), msg.sender, address(this), assets);
        emit Given(msg.sender, assets);
    }

    function decimals() public view override(ERC20, ERC4626) returns (uint8) {
        return super.decimals();
    }
}
