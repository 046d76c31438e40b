// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Twap} from "./libraries/Twap.sol";
import {Positions} from "./Positions.sol";
import {ExitQueue} from "./libraries/ExitQueue.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title Ways out of the pool; none can be paused
/// @notice Whoever leaves takes at most his part of everything. In kind works always, even with no price, a pause or an open breaker.
abstract contract Exits is Positions {
    using Slots for *;
    using ExitQueue for Queue;
    using SafeERC20 for IERC20;

    error TooSoon(uint256 until);
    error BelowMinimum(uint256 assets, uint256 minimum);
    error NotRequested(uint256 id);
    error PriceMoved(int24 spot, int24 mean);
    error AlreadyRequested(uint256 id);

    event ExitRequested(uint256 indexed id, address indexed owner);
    event ExitCancelled(uint256 indexed id, address indexed owner);
    event Exited(uint256 indexed id, address indexed owner, uint256 weight, uint256 assets, uint256 rewards);
    /// @param index Of the asset: two pools may trade one token.
    event PaidInKind(uint256 indexed id, uint256 indexed index, address indexed token, uint256 amount);

    /// @notice A share may leave this long after it was minted, so that nobody mints and leaves around one price.
    /// @dev Counted per share: nobody can hold back another's shares by giving him a new one.
    uint256 public constant COOLDOWN = 1 days;
    /// @notice How far spot may lie from the mean while the pool sells for a leaver, in ticks.
    int24 public constant UNWIND_TICKS = 100;
    /// @notice What fee and impact may take of a leaver's part; fixed, so that no tightening can hold anybody back.
    uint256 public constant UNWIND_BPS = 300;

    /// @notice Redeems a share from the idle quote at once, at the worse of spot and mean value.
    /// @param minAssets Least quote units the owner accepts, rewards not counted.
    function redeem(uint256 id, uint256 minAssets) external nonReentrant returns (uint256 assets) {
        address owner = _requireLeaver(id);
        uint256 weight = _holdings[id].weight;
        uint256 idle = _money.idle;
        assets = Math.mulDiv(weight, _navAtWorse(false) + VIRTUAL_QUOTE, uint256(_earnings.weight) + VIRTUAL_WEIGHT);
        if (assets > idle) revert NotEnough(assets, idle);
        if (assets < minAssets) revert BelowMinimum(assets, minAssets);
        _leave(id, owner, weight, assets);
    }

    /// @notice Redeems a share for its part of every token the pool holds. Needs no price and no counterparty.
    function redeemInKind(uint256 id) external nonReentrant returns (uint256 assets) {
        return _inKind(id, 0);
    }

    /// @notice The same, leaving behind the assets whose bit is set: for when a token refuses to be moved.
    function redeemInKindWithout(uint256 id, uint256 skipped) external nonReentrant returns (uint256 assets) {
        return _inKind(id, skipped);
    }

    /// @notice Puts a share into the queue; it is settled after the next mark by selling its part of every asset.
    function requestExit(uint256 id) external {
        address owner = _requireLeaver(id);
        if (_queued[id].at != 0) revert AlreadyRequested(id);
        _queue.append(_queued, id);
        emit ExitRequested(id, owner);
    }

    /// @notice Takes a share out of the queue.
    function cancelExit(uint256 id) external {
        if (_holdings[id].owner != msg.sender) revert NotHolder(id, msg.sender);
        if (_queued[id].at == 0) revert NotRequested(id);
        _queue.remove(_queued, id);
        emit ExitCancelled(id, msg.sender);
    }

    /// @notice Sells a queued share's part of every asset in its pool and pays its present owner. Anyone may call, after a mark that is
    /// younger than the request; the owner bears fee and impact. Refused while a pool's price is off its mean.
    function settleExit(uint256 id) external nonReentrant returns (uint256 assets) {
        uint256 requestedAt = _queued[id].at;
        if (requestedAt == 0) revert NotRequested(id);
        if (_money.markedAt <= requestedAt) revert StaleMark(_money.markedAt);
        address owner = _holdings[id].owner;
        (uint256 weight, uint256 total) = (_holdings[id].weight, uint256(_earnings.weight) + VIRTUAL_WEIGHT);
        uint256 count = _brakes.assetCount;
        _collectAll(count, 0);
        assets = Math.mulDiv(_money.idle, weight, total);
        uint256 proceeds;
        for (uint256 i; i < count; ++i) proceeds += _unwind(i, weight, total);
        _credit(proceeds);
        assets += proceeds;
        _leave(id, owner, weight, assets);
    }

    function _inKind(uint256 id, uint256 skipped) private returns (uint256 assets) {
        address owner = _requireLeaver(id);
        (uint256 weight, uint256 total) = (_holdings[id].weight, uint256(_earnings.weight) + VIRTUAL_WEIGHT);
        uint256 count = _brakes.assetCount;
        _collectAll(count, skipped);
        assets = Math.mulDiv(_money.idle, weight, total);
        for (uint256 i; i < count; ++i) {
            if (skipped >> i & 1 != 0) continue;
            Asset storage asset = _assets[i];
            uint256 part = Math.mulDiv(asset.books.held, weight, total);
            if (part != 0) {
                asset.books.cost -= uint80(Math.mulDiv(asset.books.cost, part, asset.books.held));
                asset.books.held -= uint96(part);
            }
            if (_hasPosition(i)) {
                (uint256 quoteOut, uint256 baseOut) = _withdrawPart(i, weight, total);
                _credit(quoteOut);
                assets += quoteOut;
                part += baseOut;
            }
            if (part == 0) continue;
            emit PaidInKind(id, i, asset.token, part);
            IERC20(asset.token).safeTransfer(owner, part);
        }
        _leave(id, owner, weight, assets);
    }

    /// @dev Takes all fees in first: a part of them is the leaver's.
    function _collectAll(uint256 count, uint256 skipped) private {
        uint256 open = _brakes.positions & ~skipped;
        for (uint256 i; i < count; ++i) if (open >> i & 1 != 0) _collectFees(i);
    }

    function _requireLeaver(uint256 id) private view returns (address owner) {
        owner = _holdings[id].owner;
        if (owner != msg.sender) revert NotHolder(id, msg.sender);
        uint256 until = _holdings[id].mintedAt + COOLDOWN;
        if (block.timestamp < until) revert TooSoon(until);
    }

    /// @dev Sells the part of asset `i` that `weight` stands for; its cost goes with it, so nobody else books profit or loss.
    function _unwind(uint256 i, uint256 weight, uint256 total) private returns (uint256 out) {
        Asset storage asset = _assets[i];
        uint256 held = asset.books.held;
        uint256 part = Math.mulDiv(held, weight, total);
        bool inPool = _hasPosition(i);
        if (part == 0 && !inPool) return 0;
        (int24 spot, int56 cumulative) = Twap.read(asset.pool);
        (bool known, int24 mean) = Twap.mean(asset.points, cumulative, _brakes.twapSeconds);
        if (!known) revert NoMeanPrice(i);
        if (spot - mean > UNWIND_TICKS || mean - spot > UNWIND_TICKS) revert PriceMoved(spot, mean);
        if (part != 0) {
            asset.books.cost -= uint80(Math.mulDiv(asset.books.cost, part, held));
            asset.books.held = uint96(held - part);
        }
        uint256 quoteOut;
        if (inPool) {
            uint256 baseOut;
            (quoteOut, baseOut) = _withdrawPart(i, weight, total);
            part += baseOut;
        }
        if (part == 0) return quoteOut;
        out = _swap(asset, false, part);
        uint256 least = (PriceMath.convert(part, mean, !asset.quoteIs0) * (BPS - UNWIND_BPS)) / BPS;
        if (out < least) revert BelowMinimum(out, least);
        out += quoteOut;
    }

    /// @dev Scales every level by what stays, burns the share, pays assets and unclaimed rewards.
    function _leave(uint256 id, address owner, uint256 weight, uint256 assets) private {
        Earnings memory earnings = _earnings.load();
        uint256 rewards = _settle(id, weight, earnings.perWeight);
        uint256 stays = earnings.weight - weight;
        _scale(stays, earnings.weight, assets);
        _touchEpoch(earnings.weight);
        _earnings.weight = uint64(stays);
        delete _holdings[id];
        delete _standings[id];
        if (_queued[id].at != 0) _queue.remove(_queued, id);
        --_counts[owner];
        emit IERC721.Transfer(owner, address(0), id);
        emit Exited(id, owner, weight, assets, rewards);
        if (assets + rewards != 0) quote.safeTransfer(owner, assets + rewards);
    }

    /// @dev Undistributed profit, high-water mark and peak leave in proportion; the high-water mark is rounded up.
    function _scale(uint256 stays, uint256 total, uint256 assets) private {
        Money memory money = _money.load();
        Level memory level = _level.load();
        if (level.idleAtMark > money.idle) {
            // Payouts since the last mark come out of the peak before the leaver's part does.
            uint256 paid = level.idleAtMark - money.idle;
            level.peak = level.peak > paid ? uint80(level.peak - paid) : 0;
        }
        money.idle -= uint80(assets);
        money.realised = int80((int256(money.realised) * int256(stays)) / int256(total));
        money.gain = 0;
        _money.store(money);
        level.principal = uint80(Math.mulDiv(level.principal, stays, total, Math.Rounding.Ceil));
        level.peak = uint80(Math.mulDiv(level.peak, stays, total));
        level.idleAtMark = money.idle;
        _level.store(level);
        if (_brakes.unlocking) {
            _unlock.locked = uint80(Math.mulDiv(_unlock.locked, stays, total, Math.Rounding.Ceil));
        }
        _buckets.reinvested = uint80(Math.mulDiv(_buckets.reinvested, stays, total, Math.Rounding.Ceil));
    }
}
