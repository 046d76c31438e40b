// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Who the vault may ask before a trade
/// @notice For example a contract that has checked a proof that this very trade follows from the voted model.
interface IGate {
    /// @notice Whether the trade may happen; may remember that it was asked. A revert refuses as well.
    function pass(uint256 index, bool buy, uint256 amountIn, uint256 minOut, uint256 deadline) external returns (bool);

    /// @notice The same for liquidity that the agent wants to add to the pool of an asset between two ticks.
    function passLiquidity(uint256 index, int24 lower, int24 upper, uint128 liquidity, uint256 deadline) external returns (bool);
}
