// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC721Burnable} from "@openzeppelin/contracts/token/ERC721/extensions/ERC721Burnable.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// The twin of contracts/nft.deed.
contract Collection is ERC721Burnable, Ownable2Step {
    error AllMade(uint256 limit);

    uint256 public immutable limit;
    uint256 public made;
    uint256 public totalSupply;
    mapping(uint256 => string) private places;

    constructor(uint256 most) ERC721("Deed Collection", "DEEDS") Ownable(msg.sender) {
        limit = most;
    }

    function mint(address to, string calldata place) external onlyOwner returns (uint256 tokenId) {
        tokenId = made;
        if (tokenId >= limit) revert AllMade(limit);
        made = tokenId + 1;
        places[tokenId] = place;
        _safeMint(to, tokenId);
    }

    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return places[tokenId];
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address from) {
        from = super._update(to, tokenId, auth);
        if (from == address(0)) totalSupply++;
        if (to == address(0)) totalSupply--;
    }
}
