// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {SqrtPriceMath} from "@uniswap/v4-core/src/libraries/SqrtPriceMath.sol";
import {TickMath} from "@uniswap/v4-core/src/libraries/TickMath.sol";
import {Liquidity} from "../src/Liquidity.sol";
import {Base, IFullPool} from "./Base.t.sol";

/// Moves of an agent that makes markets.
contract LiquidityBase is Base {
    /// A range of `width` ticks to either side of the present price, with liquidity worth about `worth` quote units.
    function _wanted(uint256 index, int24 width, uint256 worth) internal view returns (Liquidity.Addition memory wanted) {
        IFullPool pool = index == 0 ? btcPool : ethPool;
        (uint160 root, int24 tick,,,,,) = pool.slot0();
        int24 middle = tick / 10 * 10;
        (int24 lower, int24 upper) = (middle - width / 10 * 10, middle + width / 10 * 10);
        bool quoteIs0 = pool.token0() == address(usdc);
        uint256 one = 1e15;
        uint256 quoteFor = quoteIs0
            ? SqrtPriceMath.getAmount0Delta(root, TickMath.getSqrtPriceAtTick(upper), uint128(one), true)
            : SqrtPriceMath.getAmount1Delta(TickMath.getSqrtPriceAtTick(lower), root, uint128(one), true);
        return Liquidity.Addition({
            index: index,
            lower: lower,
            upper: upper,
            liquidity: uint128(worth / 2 * one / (quoteFor + 1)),
            quoteMax: type(uint256).max,
            baseMax: type(uint256).max,
            deadline: block.timestamp
        });
    }

    function _add(uint256 index, int24 width, uint256 worth) internal returns (uint256 quoteIn, uint256 baseIn) {
        Liquidity.Addition memory wanted = _wanted(index, width, worth);
        vm.prank(AGENT);
        return liquidity.addLiquidity(wanted);
    }

    function _remove(uint256 index) internal returns (uint256 quoteOut, uint256 baseOut) {
        uint128 all = liquidity.position(index).liquidity;
        vm.prank(AGENT);
        return liquidity.removeLiquidity(index, all, block.timestamp);
    }

    function _refused(Liquidity.Addition memory wanted, bytes memory reason) internal {
        vm.prank(AGENT);
        vm.expectRevert(reason);
        liquidity.addLiquidity(wanted);
    }
}
