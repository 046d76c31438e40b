// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IPool} from "../interfaces/IPool.sol";

/// @title Time-weighted mean price from the vault's own checkpoints of a pool's tick accumulator
/// @notice The vault keeps two checkpoints per pool. The mean runs from the younger one that is at least `window` old until now, so
/// it covers one to two windows when the vault is touched at least once per window, and longer after silence. Against
/// `pool.observe` this needs no long observation ring, cannot be starved by filling the ring, and reads what a swap reads anyway.
library Twap {
    struct Checkpoints {
        int56 olderCumulative;
        uint32 olderAt;
        int56 newerCumulative;
        uint32 newerAt;
    }

    /// @return spot The pool's current tick.
    /// @return cumulative The pool's tick accumulator at this second.
    function read(address pool) internal view returns (int24 spot, int56 cumulative) {
        uint16 index;
        (, spot, index,,,,) = IPool(pool).slot0();
        uint32 at;
        (at, cumulative,,) = IPool(pool).observations(index);
        unchecked {
            // Uniswap lets the 32-bit clock wrap; the difference stays right.
            cumulative += int56(spot) * int56(uint56(uint32(block.timestamp) - at));
        }
    }

    /// @return known Whether a checkpoint is old enough.
    /// @return mean The mean tick, rounded towards minus infinity as Uniswap's oracle library does.
    function mean(Checkpoints memory points, int56 cumulative, uint256 window) internal view returns (bool known, int24) {
        (int56 from, uint32 since) = block.timestamp - points.newerAt >= window
            ? (points.newerCumulative, points.newerAt)
            : (points.olderCumulative, points.olderAt);
        if (since == 0 || block.timestamp - since < window) return (false, 0);
        int56 elapsed = int56(uint56(block.timestamp - since));
        int56 delta = cumulative - from;
        int56 tick = delta / elapsed;
        if (delta < 0 && delta % elapsed != 0) --tick;
        return (true, int24(tick));
    }

    /// @notice Takes a new checkpoint when the newer one has come of age.
    function roll(Checkpoints storage stored, Checkpoints memory points, int56 cumulative, uint256 window) internal {
        if (block.timestamp - points.newerAt < window) return;
        stored.olderCumulative = points.newerCumulative;
        stored.olderAt = points.newerAt;
        stored.newerCumulative = cumulative;
        stored.newerAt = uint32(block.timestamp);
    }
}
