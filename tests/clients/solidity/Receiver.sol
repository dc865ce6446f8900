// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";

/// Takes every token.
contract Receiver is ERC721Holder, ERC1155Holder {}
