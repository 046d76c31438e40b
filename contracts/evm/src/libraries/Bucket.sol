// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A budget that refills linearly
/// @notice `used` falls by `capacity` per `window`; a charge that would lift it above `capacity` is refused.
library Bucket {
    /// @return fits Whether the charge fits.
    /// @return after_ What is used afterwards.
    function charge(uint256 used, uint256 elapsed, uint256 amount, uint256 capacity, uint256 window)
        internal
        pure
        returns (bool fits, uint256 after_)
    {
        uint256 refill = elapsed >= window ? used : (capacity * elapsed) / window;
        after_ = (used > refill ? used - refill : 0) + amount;
        fits = after_ <= capacity;
    }
}
