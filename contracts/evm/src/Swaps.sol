// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SafeERC20, IERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Trading} from "./Trading.sol";
import {IGate} from "./interfaces/IGate.sol";
import {PriceMath} from "./libraries/PriceMath.sol";
import {Slots} from "./libraries/Slots.sol";

/// @title What the agent may do: swap in a listed pool, within every limit, and beat the heart
/// @notice Tokens go to the listed pool and come back to the vault; no path leads elsewhere.
abstract contract Swaps is Trading {
    using Slots for *;
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// What a trade learns before it swaps.
    struct View {
        uint256 value;
        int24 mean;
        uint256 notional;
        uint256 fair;
    }

    event Traded(
        uint256 indexed index, bool buy, uint256 amountIn, uint256 amountOut, uint256 fair, int256 realised, uint256 nav
    );
    event Heartbeat(uint256 nav);

    // ------------------------------------------------------------------ agent

    /// @notice Renews value, high-water mark and breaker at mean prices. Anyone may call.
    function mark() external nonReentrant returns (uint256 value) {
        return _mark();
    }

    /// @notice Says that the agent lives, and marks the vault at mean prices.
    function heartbeat() external nonReentrant returns (uint256 value) {
        Session memory session = _session.load();
        _requireAgent(session);
        _session.beatAt = uint32(block.timestamp);
        _session.beatBlock = uint32(block.number);
        value = _mark();
        emit Heartbeat(value);
    }

    /// @notice Swaps `amountIn` in the pool of asset `index`: quote into the asset (`buy`) or back.
    /// @param minOut Least output the agent accepts; never zero. The vault's own floor applies besides.
    function trade(uint256 index, bool buy, uint256 amountIn, uint256 minOut, uint256 deadline)
        external
        nonReentrant
        returns (uint256 amountOut)
    {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline);
        if (minOut == 0) revert MinOutMissing();
        Brakes memory brakes = _brakes.load();
        _requireReady(brakes);
        if (index >= brakes.assetCount) revert UnknownAsset(index);
        if (brakes.gated && !IGate(_gate).pass(index, buy, amountIn, minOut, deadline)) revert GateClosed(_gate);

        View memory seen = _look(brakes, index, buy, amountIn);
        amountOut = _swap(_assets[index], buy, amountIn);
        uint256 floor = Math.ceilDiv(seen.fair * (BPS - brakes.limits.slippageBps), BPS);
        if (amountOut < (minOut > floor ? minOut : floor)) revert BelowFloor(amountOut, minOut > floor ? minOut : floor);

        uint256 loss = seen.fair > amountOut ? seen.fair - amountOut : 0;
        if (buy && loss != 0) loss = PriceMath.convert(loss, seen.mean, !_assets[index].quoteIs0);
        _chargeBudgets(brakes.limits, seen.notional, loss, seen.value);
        int256 realised = _record(brakes, index, buy, amountIn, amountOut, seen.value - loss);
        emit Traded(index, buy, amountIn, amountOut, seen.fair, realised, seen.value - loss);
    }

    /// @notice Called by the pool during a swap to collect what it is owed. Nobody but the pool being swapped in can call.
    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (msg.sender != _swapping) revert NotPool(msg.sender);
        IERC20(_paying).safeTransfer(msg.sender, uint256(amount0 > 0 ? amount0 : amount1));
    }

    // ------------------------------------------------------------------ guards

    /// @dev Values the vault at mean prices and checks the traded pool and the size against the limits.
    function _look(Brakes memory brakes, uint256 index, bool buy, uint256 amountIn) private returns (View memory seen) {
        seen.value = _money.idle;
        for (uint256 i; i < brakes.assetCount; ++i) {
            if (i == index) {
                _lookAt(seen, brakes, index, buy, amountIn);
            } else if (_assets[i].books.held != 0 || brakes.positions >> i & 1 != 0) {
                (,, uint256 value) = _price(i, brakes);
                seen.value += value;
            }
        }
        uint256 cap = (seen.value * brakes.limits.tradeBps) / BPS;
        if (seen.notional > cap) revert OverTradeCap(seen.notional, cap);
    }

    function _lookAt(View memory seen, Brakes memory brakes, uint256 index, bool buy, uint256 amountIn) private {
        (int24 spot, int24 mean, uint256 value) = _price(index, brakes);
        _requireNear(spot, mean, brakes.limits.deviationTicks);
        seen.value += value;
        seen.mean = mean;
        seen.fair = PriceMath.convert(amountIn, mean, _assets[index].quoteIs0 == buy);
        seen.notional = buy ? amountIn : seen.fair;
    }

    // ------------------------------------------------------------------ effects

    /// @dev Books the trade on average cost, notes its time, and voids the mark.
    function _record(Brakes memory brakes, uint256 index, bool buy, uint256 amountIn, uint256 amountOut, uint256 value)
        private
        returns (int256 realised)
    {
        Holdings memory books = _assets[index].books.load();
        _noteTime(books, brakes.limits.tradesPerMinute, index);
        Money memory money = _money.load();
        Level memory level = _settledLevel(money.idle, value);
        if (buy) {
            if (amountIn > money.idle) revert NotEnough(amountIn, money.idle);
            money.idle -= uint80(amountIn);
            books.held = (books.held + amountOut).toUint96();
            books.cost = (books.cost + amountIn).toUint80();
        } else {
            if (amountIn > books.held) revert NotEnough(amountIn, books.held);
            uint256 part = Math.mulDiv(books.cost, amountIn, books.held, Math.Rounding.Ceil);
            realised = int256(amountOut) - int256(part);
            money.idle = (money.idle + amountOut).toUint80();
            money.realised = SafeCast.toInt80(money.realised + realised);
            if (brakes.unlocking && realised > 0) _lockProfit(uint256(realised));
            books.held -= uint96(amountIn);
            books.cost -= uint80(part);
        }
        money.gain = 0;
        _money.store(money);
        _assets[index].books.store(books);
        level.idleAtMark = money.idle;
        _watch(level, value, brakes);
        _level.store(level);
    }
}
