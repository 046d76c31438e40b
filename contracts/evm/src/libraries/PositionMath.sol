// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SqrtPriceMath} from "@uniswap/v4-core/src/libraries/SqrtPriceMath.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {IPool} from "../interfaces/IPool.sol";
import {PriceMath} from "./PriceMath.sol";

/// @title What liquidity between two ticks stands for
library PositionMath {
    /// @notice Amounts that the pool would pay for the liquidity at `tick`, rounded down.
    function amountsAt(int24 lower, int24 upper, uint128 liquidity, int24 tick)
        internal
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        uint160 low = TickMath.getSqrtPriceAtTick(lower);
        uint160 high = TickMath.getSqrtPriceAtTick(upper);
        uint160 at = TickMath.getSqrtPriceAtTick(tick);
        if (at < low) at = low;
        else if (at > high) at = high;
        amount0 = SqrtPriceMath.getAmount0Delta(at, high, liquidity, false);
        amount1 = SqrtPriceMath.getAmount1Delta(low, at, liquidity, false);
    }

    /// @notice Quote units that the liquidity stands for at `tick`, without fees.
    function valueAt(int24 lower, int24 upper, uint128 liquidity, int24 tick, bool quoteIs0) internal pure returns (uint256) {
        (uint256 amount0, uint256 amount1) = amountsAt(lower, upper, liquidity, tick);
        return quoteIs0
            ? amount0 + PriceMath.convert(amount1, tick, false)
            : amount1 + PriceMath.convert(amount0, tick, true);
    }

    /// @notice Fees that a position has earned and not collected, at the pool's present state.
    function feesOf(address pool, address owner, int24 lower, int24 upper) internal view returns (uint256 fees0, uint256 fees1) {
        (uint256 inside0, uint256 inside1) = _growthInside(IPool(pool), lower, upper);
        (uint128 liquidity, uint256 last0, uint256 last1, uint128 owed0, uint128 owed1) =
            IPool(pool).positions(keccak256(abi.encodePacked(owner, lower, upper)));
        unchecked {
            // Uniswap lets the growth wrap; the differences stay right.
            fees0 = uint256(owed0) + Math.mulDiv(inside0 - last0, liquidity, 1 << 128);
            fees1 = uint256(owed1) + Math.mulDiv(inside1 - last1, liquidity, 1 << 128);
        }
    }

    function _growthInside(IPool pool, int24 lower, int24 upper) private view returns (uint256 inside0, uint256 inside1) {
        (, int24 tick,,,,,) = pool.slot0();
        (,, uint256 low0, uint256 low1,,,,) = pool.ticks(lower);
        (,, uint256 high0, uint256 high1,,,,) = pool.ticks(upper);
        unchecked {
            if (tick < lower) return (low0 - high0, low1 - high1);
            if (tick >= upper) return (high0 - low0, high1 - low1);
            return (pool.feeGrowthGlobal0X128() - low0 - high0, pool.feeGrowthGlobal1X128() - low1 - high1);
        }
    }
}
