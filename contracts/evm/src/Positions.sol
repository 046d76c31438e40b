// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Valuation} from "./Valuation.sol";
import {IPool} from "./interfaces/IPool.sol";

/// @title How liquidity comes back from a pool: fees, and parts of a position
/// @notice The vault itself owns its positions in the pool contracts, at most one per pool. What comes back goes to the vault.
abstract contract Positions is Valuation {
    using SafeCast for uint256;

    event FeesCollected(uint256 indexed index, uint256 quoteAmount, uint256 baseAmount);
    event LiquidityRemoved(uint256 indexed index, uint128 liquidity, uint256 quoteOut, uint256 baseOut);

    /// What came back from a pool, and what the books had put in for it.
    struct Withdrawn {
        uint256 quoteOut;
        uint256 baseOut;
        uint256 quotePut;
        uint256 basePut;
        uint256 cost;
    }

    function _hasPosition(uint256 i) internal view returns (bool) {
        return _brakes.positions >> i & 1 != 0;
    }

    /// @dev Takes in the fees a position has earned: quote is realised profit, base comes at no cost.
    function _collectFees(uint256 i) internal returns (uint256 quoteFees, uint256 baseFees) {
        Asset storage asset = _assets[i];
        Position storage at = _positions[i];
        IPool(asset.pool).burn(at.lower, at.upper, 0);
        (quoteFees, baseFees) = _take(asset, at, type(uint128).max, type(uint128).max);
        _credit(quoteFees);
        _money.realised = SafeCast.toInt80(int256(_money.realised) + quoteFees.toInt256());
        if (quoteFees != 0 && _brakes.unlocking) _lockProfit(quoteFees);
        asset.books.held = (asset.books.held + baseFees).toUint96();
        emit FeesCollected(i, quoteFees, baseFees);
    }

    /// @dev Takes `liquidity` out of a position. The tokens are the vault's, but no amount is booked yet: that is the caller's part.
    function _withdraw(uint256 i, uint128 liquidity) internal returns (Withdrawn memory got) {
        Asset storage asset = _assets[i];
        Position storage at = _positions[i];
        uint256 all = at.liquidity;
        (uint256 amount0, uint256 amount1) = IPool(asset.pool).burn(at.lower, at.upper, liquidity);
        (got.quoteOut, got.baseOut) = _take(asset, at, amount0.toUint128(), amount1.toUint128());
        got.quotePut = Math.mulDiv(at.quotePut, liquidity, all);
        got.basePut = Math.mulDiv(at.basePut, liquidity, all);
        got.cost = Math.mulDiv(at.cost, liquidity, all);
        emit LiquidityRemoved(i, liquidity, got.quoteOut, got.baseOut);
        at.liquidity -= liquidity;
        at.quotePut -= uint80(got.quotePut);
        at.basePut -= uint96(got.basePut);
        at.cost -= uint80(got.cost);
        if (liquidity == all) _brakes.positions &= ~uint8(1 << i);
    }

    /// @dev Takes out the part of a position that `weight` stands for; its fees belong to all and were collected before.
    function _withdrawPart(uint256 i, uint256 weight, uint256 total) internal returns (uint256 quoteOut, uint256 baseOut) {
        uint128 liquidity = uint128(Math.mulDiv(_positions[i].liquidity, weight, total));
        if (liquidity == 0) return (0, 0);
        Withdrawn memory got = _withdraw(i, liquidity);
        (quoteOut, baseOut) = (got.quoteOut, got.baseOut);
    }

    function _take(Asset storage asset, Position storage at, uint128 most0, uint128 most1)
        private
        returns (uint256 quoteOut, uint256 baseOut)
    {
        (uint256 got0, uint256 got1) = IPool(asset.pool).collect(address(this), at.lower, at.upper, most0, most1);
        return asset.quoteIs0 ? (got0, got1) : (got1, got0);
    }
}
