// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title What the policy sets aside for the group; spent only by a passed vote
contract Treasury {
    using SafeERC20 for IERC20;

    error NotGovernor(address caller);

    event Spent(address indexed token, address indexed to, uint256 amount);

    address public immutable governor;

    constructor(address governor_) {
        governor = governor_;
    }

    /// @dev Bonds of proposals that nobody cared about end here.
    receive() external payable {}

    /// @param token Zero for the chain's own coin.
    function spend(IERC20 token, address to, uint256 amount) external {
        if (msg.sender != governor) revert NotGovernor(msg.sender);
        emit Spent(address(token), to, amount);
        if (address(token) == address(0)) Address.sendValue(payable(to), amount);
        else token.safeTransfer(to, amount);
    }
}
