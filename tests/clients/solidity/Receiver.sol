// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";

/// Takes every token.
contract Receiver is ERC721Holder, ERC1155Holder {}

/// Takes none, and says so by the wrong answer.
contract Stranger {
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        return 0xffffffff;
    }
}

/// Takes none, and says why.
contract Refuser {
    error Unwilling(uint256 times);

    function onERC721Received(address, address, uint256 tokenId, bytes calldata) external pure returns (bytes4) {
        revert Unwilling(tokenId);
    }

    function onERC1155Received(address, address, uint256, uint256 value, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        revert Unwilling(value);
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata ids, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        revert Unwilling(ids.length);
    }
}
