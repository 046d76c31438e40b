// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Valuation} from "./Valuation.sol";
import {Bucket} from "./libraries/Bucket.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Slots} from "./libraries/Slots.sol";
import {Twap} from "./libraries/Twap.sol";

/// @title What stands before every act of the agent: key, pause, breaker, heartbeat, prices, budgets, frequency
abstract contract Trading is Valuation {
    using Slots for *;
    using Twap for Twap.Checkpoints;

    error SessionExpired(uint256 expiry);
    error DeadlinePassed(uint256 deadline);
    error TradingPaused(uint256 until);
    error BreakerOpen();
    error GateClosed(address gate);
    error HeartbeatStale(uint256 beatAt, uint256 beatBlock);
    error PriceDeviates(int24 spot, int24 mean);
    error OverTradeCap(uint256 notional, uint256 cap);
    error OverFrequency(uint256 index);
    error OverTurnover(uint256 used, uint256 budget);
    error OverLoss(uint256 used, uint256 budget);
    error MinOutMissing();
    error BelowFloor(uint256 out, uint256 floor);
    error NotPool(address caller);

    function _requireAgent(Session memory session) internal view {
        if (msg.sender != session.agent) revert NotAgent(msg.sender);
        if (block.timestamp >= session.expiry) revert SessionExpired(session.expiry);
    }

    function _requireReady(Brakes memory brakes) internal view {
        Session memory session = _session.load();
        _requireAgent(session);
        if (block.timestamp < brakes.pausedUntil) revert TradingPaused(brakes.pausedUntil);
        if (brakes.tripped) revert BreakerOpen();
        if (
            block.timestamp - session.beatAt > brakes.limits.beatSeconds
                || block.number - session.beatBlock > brakes.limits.beatBlocks
        ) revert HeartbeatStale(session.beatAt, session.beatBlock);
    }

    /// @dev Spot, mean and the value of what is held of asset `i`, position included; takes a checkpoint when one is due.
    function _price(uint256 i, Brakes memory brakes) internal returns (int24 spot, int24 mean, uint256 value) {
        Asset storage asset = _assets[i];
        uint256 window = brakes.limits.twapSeconds;
        Twap.Checkpoints memory points = asset.points;
        int56 cumulative;
        (spot, cumulative) = Twap.read(asset.pool);
        bool known;
        (known, mean) = Twap.mean(points, cumulative, window);
        if (!known) revert NoMeanPrice(i);
        Twap.roll(asset.points, points, cumulative, window);
        value = PriceMath.convert(asset.books.held, mean, !asset.quoteIs0);
        if (brakes.positions >> i & 1 != 0) value += _worth(i, mean);
    }

    function _requireNear(int24 spot, int24 mean, uint256 ticks) internal pure {
        uint256 deviation = uint24(spot > mean ? spot - mean : mean - spot);
        if (deviation > ticks) revert PriceDeviates(spot, mean);
    }

    function _chargeBudgets(Limits memory limits, uint256 notional, uint256 loss, uint256 value) internal {
        Budgets memory budgets = _budgets.load();
        uint256 elapsed = block.timestamp - budgets.at;
        uint256 budget = uint256(limits.turnoverBps) * 1e4;
        (bool fits, uint256 used) =
            Bucket.charge(budgets.turnover, elapsed, Math.ceilDiv(notional * 1e8, value), budget, limits.window);
        if (!fits) revert OverTurnover(used, budget / 2);
        budgets.turnover = uint64(used);
        budget = uint256(limits.lossBps) * 1e4;
        (fits, used) = Bucket.charge(budgets.loss, elapsed, Math.ceilDiv(loss * 1e8, value), budget, limits.window);
        if (!fits) revert OverLoss(used, budget / 2);
        budgets.loss = uint64(used);
        budgets.at = uint64(block.timestamp);
        _budgets.store(budgets);
    }

    /// @dev At most `allowed` trades in any (t - 60, t].
    function _noteTime(Holdings memory books, uint256 allowed, uint256 index) internal view {
        uint24 nth = allowed == 1 ? books.last1 : allowed == 2 ? books.last2 : books.last3;
        uint24 time = uint24(block.timestamp);
        unchecked {
            // Seconds modulo 2^24: a trade 194 days old may once look recent, which only delays.
            if (allowed == 0 || (nth != 0 && time - nth < 60)) revert OverFrequency(index);
        }
        books.last3 = books.last2;
        books.last2 = books.last1;
        books.last1 = time;
    }
}
