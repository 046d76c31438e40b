// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {Book} from "./Book.sol";
import {IPool} from "./interfaces/IPool.sol";
import {Accumulator} from "./libraries/Accumulator.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Twap} from "./libraries/Twap.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title What the vault asks the contract that knows positions
interface IWorth {
    /// @notice Quote units that the caller's liquidity in a pool stands for at `tick`, uncollected fees included.
    function worth(address pool, bool quoteIs0, int24 lower, int24 upper, uint128 liquidity, int24 tick)
        external
        view
        returns (uint256);
}

/// @title What the books are worth, and the moves that several parts share: mark, swap, settle
abstract contract Valuation is Book {
    using Slots for *;
    using SafeCast for uint256;
    using Twap for Twap.Checkpoints;

    /// @dev Value with each asset at the dearer (`dear`) or cheaper of spot and mean.
    function _navAtWorse(bool dear) internal view returns (uint256 value) {
        value = _money.idle;
        uint256 window = _brakes.twapSeconds;
        uint256 count = _brakes.assetCount;
        uint256 positions = _brakes.positions;
        for (uint256 i; i < count; ++i) {
            Asset storage asset = _assets[i];
            uint256 held = asset.books.held;
            if (held == 0 && positions >> i & 1 == 0) continue;
            (int24 spot, int56 cumulative) = Twap.read(asset.pool);
            (bool known, int24 mean) = Twap.mean(asset.points, cumulative, window);
            if (!known) revert NoMeanPrice(i);
            bool quoteIs0 = asset.quoteIs0;
            // The quote value of the asset rises with the tick unless the quote is token0.
            int24 tick = (spot > mean) == (dear != quoteIs0) ? spot : mean;
            value += PriceMath.convert(held, tick, !quoteIs0);
            // A position, too, is worth more the higher the price of its asset.
            if (positions >> i & 1 != 0) value += _worth(i, tick);
        }
    }

    /// @dev Quote units that the position in the pool of asset `i` stands for at `tick`.
    function _worth(uint256 i, int24 tick) internal view returns (uint256) {
        Position storage at = _positions[i];
        return IWorth(LIQUIDITY).worth(_assets[i].pool, _assets[i].quoteIs0, at.lower, at.upper, at.liquidity, tick);
    }

    /// @dev Values everything at mean prices and takes new checkpoints. An asset held but not yet priced stops the mark.
    function _sweepPrices(uint256 window, uint256 count, uint256 positions) internal returns (uint256 value) {
        for (uint256 i; i < count; ++i) {
            Asset storage asset = _assets[i];
            (, int56 cumulative) = Twap.read(asset.pool);
            Twap.Checkpoints memory points = asset.points;
            uint256 held = asset.books.held;
            if (held != 0 || positions >> i & 1 != 0) {
                (bool known, int24 mean) = points.mean(cumulative, window);
                if (!known) revert NoMeanPrice(i);
                value += PriceMath.convert(held, mean, !asset.quoteIs0);
                if (positions >> i & 1 != 0) value += _worth(i, mean);
            }
            Twap.roll(asset.points, points, cumulative, window);
        }
    }

    function _mark() internal returns (uint256 value) {
        Brakes memory brakes = _brakes.load();
        Money memory money = _money.load();
        value = money.idle + _sweepPrices(brakes.limits.twapSeconds, brakes.assetCount, brakes.positions);
        Level memory level = _settledLevel(money.idle, value);
        uint256 mark_ = uint256(level.principal) + _buckets.reinvested;
        uint256 gain = value > mark_ ? value - mark_ : 0;
        if (brakes.unlocking) gain = Math.min(gain, _unlocked(money.realised));
        money.gain = gain > type(uint64).max ? type(uint64).max : uint64(gain);
        money.markedAt = uint32(block.timestamp);
        _money.store(money);
        _watch(level, value, brakes);
        _level.store(level);
        emit Marked(value, gain);
    }

    /// @dev The level with payouts since the last mark taken out of the peak in proportion.
    function _settledLevel(uint256 idle, uint256 value) internal view returns (Level memory level) {
        level = _level.load();
        if (level.idleAtMark > idle) {
            uint256 paid = level.idleAtMark - idle;
            level.peak = value == 0 ? 0 : uint80(Math.mulDiv(level.peak, value, value + paid));
        }
        level.idleAtMark = idle.toUint80();
    }

    /// @dev Raises the peak or trips the breaker.
    function _watch(Level memory level, uint256 value, Brakes memory brakes) internal {
        if (value >= level.peak) {
            level.peak = value.toUint80();
        } else if (!brakes.tripped && value * BPS < level.peak * (BPS - brakes.limits.drawdownBps)) {
            _brakes.tripped = true;
            emit BreakerTripped(value, level.peak);
        }
    }

    // ------------------------------------------------------------------ unlocking

    /// @dev What of `realised` is free to be distributed.
    function _unlocked(int256 realised) internal view returns (uint256) {
        (uint256 locked,) = _locked();
        return realised > int256(locked) ? uint256(realised) - locked : 0;
    }

    /// @dev What is still locked, and for how long.
    function _locked() internal view returns (uint256 locked, uint256 left) {
        Unlock memory unlock = _unlock;
        if (block.timestamp >= unlock.until) return (0, 0);
        left = unlock.until - block.timestamp;
        locked = Math.mulDiv(unlock.locked, left, unlock.until - unlock.since, Math.Rounding.Ceil);
    }

    /// @dev Locks new profit. Old and new then unlock together over the mean of their times, weighted by amount, as in Yearn V3.
    function _lockProfit(uint256 profit) internal {
        (uint256 locked, uint256 left) = _locked();
        uint256 span = (locked * left + profit * _unlock.span) / (locked + profit);
        _unlock.locked = (locked + profit).toUint80();
        _unlock.since = uint40(block.timestamp);
        _unlock.until = uint40(block.timestamp + span);
    }

    // ------------------------------------------------------------------ shared parts

    /// @dev Notes the total weight with which an epoch began, before the first change in it.
    function _touchEpoch(uint256 weightNow) internal {
        uint256 epoch = block.timestamp / epochSeconds;
        if (_roll.epoch == epoch) return;
        (_roll.epoch, _roll.weightBefore) = (uint32(epoch), uint64(weightNow));
    }

    function _settle(uint256 id, uint256 weight, uint256 perWeight) internal returns (uint256 amount) {
        Standing memory standing = _standings[id].load();
        amount = Accumulator.earned(perWeight - standing.perWeight, weight);
        if (amount == 0) return 0;
        standing.perWeight += uint96(Accumulator.consumed(amount, weight));
        standing.claimed = (standing.claimed + amount).toUint80();
        _standings[id].store(standing);
        emit Claimed(id, amount);
    }

    function _distributable(Money memory money) internal pure returns (uint256 amount) {
        if (money.realised <= 0) return 0;
        amount = uint256(int256(money.realised));
        if (amount > money.gain) amount = money.gain;
        if (amount > money.idle) amount = money.idle;
    }

    /// @dev Takes in quote that is no payment: the level that payouts are measured from rises with it.
    function _credit(uint256 amount) internal {
        _money.idle = (_money.idle + amount).toUint80();
        _level.idleAtMark = (_level.idleAtMark + amount).toUint80();
    }

    function _swap(Asset storage asset, bool buy, uint256 amountIn) internal returns (uint256 amountOut) {
        address pool = asset.pool;
        bool zeroForOne = buy == asset.quoteIs0;
        _swapping = pool;
        _paying = buy ? address(quote) : asset.token;
        (int256 amount0, int256 amount1) = IPool(pool).swap(
            address(this),
            zeroForOne,
            amountIn.toInt256(),
            zeroForOne ? TickMath.MIN_SQRT_PRICE + 1 : TickMath.MAX_SQRT_PRICE - 1,
            ""
        );
        _swapping = address(0);
        (int256 used, int256 got) = zeroForOne ? (amount0, amount1) : (amount1, amount0);
        if (uint256(used) != amountIn) revert PartialFill(uint256(used), amountIn);
        amountOut = uint256(-got);
    }
}
