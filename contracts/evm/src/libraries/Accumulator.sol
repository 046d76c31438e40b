// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Earnings per unit of weight, in 1 / 2^64 of a quote unit
/// @notice Floors every payment, carries the remainder of every division, and therefore never pays more than was put in.
library Accumulator {
    uint256 internal constant ONE = 1 << 64;

    /// @return increase What is added to the accumulator.
    /// @return carry Numerator left over for the next call; always below `weight`.
    function add(uint256 amount, uint256 carried, uint256 weight) internal pure returns (uint256 increase, uint256 carry) {
        uint256 numerator = amount * ONE + carried;
        increase = numerator / weight;
        carry = numerator % weight;
    }

    /// @notice What `weight` has earned while the accumulator grew by `growth`, rounded down.
    function earned(uint256 growth, uint256 weight) internal pure returns (uint256) {
        return (growth * weight) / ONE;
    }

    /// @notice How much growth pays for `amount`; the rest of the growth stays owed, so that frequent claims lose nothing.
    function consumed(uint256 amount, uint256 weight) internal pure returns (uint256) {
        return weight == 0 ? 0 : (amount * ONE + weight - 1) / weight;
    }
}
