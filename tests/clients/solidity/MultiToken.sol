// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1155Burnable} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Burnable.sol";
import {ERC1155Supply} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Supply.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// The twin of contracts/multi_token.deed.
contract MultiToken is ERC1155Supply, ERC1155Burnable, Ownable2Step {
    event Opened(uint256 indexed id, uint256 limit);
    error OpenAlready(uint256 id);
    error AboveLimit(uint256 id, uint256 limit);

    mapping(uint256 => uint256) public limitOf;

    constructor(string memory place) ERC1155(place) Ownable(msg.sender) {}

    function open(uint256 id, uint256 limit) external onlyOwner {
        assert(limit > 0);
        if (limitOf[id] != 0) revert OpenAlready(id);
        limitOf[id] = limit;
        emit Opened(id, limit);
    }

    function mint(address to, uint256 id, uint256 value, bytes calldata data) external onlyOwner {
        _mint(to, id, value, data);
    }

    function mintBatch(address to, uint256[] calldata ids, uint256[] calldata values, bytes calldata data)
        external
        onlyOwner
    {
        _mintBatch(to, ids, values, data);
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values)
        internal
        override(ERC1155, ERC1155Supply)
    {
        super._update(from, to, ids, values);
        if (from != address(0)) return;
        for (uint256 i = 0; i < ids.length; i++) {
            if (totalSupply(ids[i]) > limitOf[ids[i]]) revert AboveLimit(ids[i], limitOf[ids[i]]);
        }
    }
}
