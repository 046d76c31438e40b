// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A budget that refills linearly
/// @notice `used` falls by half the budget per `window`, and a charge that would lift it above half the budget is refused: so the charges
/// of any window, wherever it begins, sum to at most the budget.
library Bucket {
    /// @return fits Whether the charge fits.
    /// @return after_ What is used afterwards.
    function charge(uint256 used, uint256 elapsed, uint256 amount, uint256 budget, uint256 window)
        internal
        pure
        returns (bool fits, uint256 after_)
    {
        uint256 capacity = budget / 2;
        uint256 refill = elapsed >= window ? used : (capacity * elapsed) / window;
        after_ = (used > refill ? used - refill : 0) + amount;
        fits = after_ <= capacity;
    }
}
