// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that anyone may mint; for the embedded chain and tests only
contract MockToken is ERC20 {
    uint8 private immutable _places;

    constructor(string memory name_, string memory symbol_, uint8 places) ERC20(name_, symbol_) {
        _places = places;
    }

    /// @notice As given when deployed.
    function decimals() public view override returns (uint8) {
        return _places;
    }

    /// @notice Makes new tokens for anyone who asks.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
