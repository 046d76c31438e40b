// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {Book} from "./Book.sol";
import {IPool} from "./interfaces/IPool.sol";
import {Slots} from "./libraries/Slots.sol";
import {Twap} from "./libraries/Twap.sol";

/// @title How settings change, for the constructor and for the annex
abstract contract Settings is Book {
    using Slots for *;

    /// @dev A mean over more than the vault's history is no mean, and holds up leavers: it may be wanted for two hours at most.
    uint256 private constant MOST_TWAP = 2 hours;

    error BadLimits();
    error BadPolicy();
    error BadPool(address pool);
    error BadTargets(uint256 sum);
    error PayBucketsFirst();

    event AssetListed(uint256 indexed index, address indexed pool, address indexed token);
    event TargetsChanged(uint16[] targetBps);
    event LimitsChanged(Limits limits);
    event PolicyChanged(Policy policy);
    event AgentChanged(address indexed agent, uint256 expiry);

    function _list(address pool) internal {
        address token0 = IPool(pool).token0();
        address token1 = IPool(pool).token1();
        bool quoteIs0 = token0 == address(quote);
        if (!quoteIs0 && token1 != address(quote)) revert BadPool(pool);
        if (_listed[pool]) revert BadPool(pool);
        _listed[pool] = true;
        uint256 index = _brakes.assetCount++;
        Asset storage listed = _assets[index];
        listed.pool = pool;
        listed.quoteIs0 = quoteIs0;
        listed.token = quoteIs0 ? token1 : token0;
        (, int56 cumulative) = Twap.read(pool);
        (listed.points.newerCumulative, listed.points.newerAt) = (cumulative, uint32(block.timestamp));
        emit AssetListed(index, pool, listed.token);
    }

    function _setTargets(uint16[] memory targetBps) internal {
        uint256 sum;
        for (uint256 i; i < targetBps.length; ++i) {
            sum += targetBps[i];
            _assets[i].targetBps = targetBps[i];
        }
        if (targetBps.length != _brakes.assetCount || sum > BPS) revert BadTargets(sum);
        emit TargetsChanged(targetBps);
    }

    function _setLimits(Limits memory limits) internal {
        if (
            limits.tradeBps > BPS || limits.slippageBps > BPS || limits.drawdownBps > BPS || limits.window == 0
                || limits.twapSeconds < 30 minutes || limits.twapSeconds > MOST_TWAP
                || limits.tradesPerMinute > 3
        ) revert BadLimits();
        Brakes memory brakes_ = _brakes.load();
        brakes_.limits = limits;
        _brakes.store(brakes_);
        emit LimitsChanged(limits);
    }

    function _setPolicy(Policy memory policy) internal {
        uint256 sum = uint256(policy.holdersBps) + policy.reinvestBps + policy.aiBps + policy.treasuryBps;
        if (sum != BPS) revert BadPolicy();
        if (_staking.stakes == address(0)) {
            _earnings.holdersBps = policy.holdersBps;
        } else {
            _requireBucketPaid();
            _staking.holdersBps = policy.holdersBps;
        }
        _earnings.reinvestBps = policy.reinvestBps;
        _buckets.aiBps = policy.aiBps;
        emit PolicyChanged(policy);
    }

    /// @dev While shares are staked the treasury's bucket holds their part too, split by the policy in force when it is paid out.
    function _requireBucketPaid() internal view {
        if (_buckets.treasury != 0) revert PayBucketsFirst();
    }

    function _setAgent(address agent, uint32 expiry) internal {
        (_session.agent, _session.expiry) = (agent, expiry);
        emit AgentChanged(agent, expiry);
    }
}
